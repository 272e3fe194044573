import { problemSchema, type Problem } from '@cloakroom/contracts';
import { z } from 'zod';

/** A refused or failed request. `problem` is `null` when the server could not be reached or spoke no problem details. */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem | null;

  constructor(status: number, message: string, problem: Problem | null = null) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.problem = problem;
  }

  /** What was refused about one field of the input, if anything was. */
  fieldMessage(path: string): string | null {
    return this.problem?.fields?.find((field) => field.path === path)?.message ?? null;
  }
}

export type ApiMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const refusalSchema = z.object({ message: z.string().min(1) });

/** No wait of the page is without an end: a server that keeps silent counts as one that cannot be reached. */
const TIMEOUT_MS = 60_000;

const UNREACHABLE = 'The server cannot be reached. Check the connection and try again.';

/** Sends a request and parses the answer; `null` as schema for answers without a body. */
export async function api<T>(method: ApiMethod, path: string, schema: z.ZodType<T>, body?: unknown): Promise<T> {
  const response = await request(method, path, body);
  const parsed = schema.safeParse(await response.json().catch(() => null));
  if (!parsed.success) throw new ApiError(response.status, 'The server gave an answer this page does not understand.');
  return parsed.data;
}

/** Sends a request whose answer has no body. */
export async function apiWithoutAnswer(method: ApiMethod, path: string, body?: unknown): Promise<void> {
  await request(method, path, body);
}

/** The sentence to show for anything that was thrown by a request. */
export function messageOf(error: unknown): string {
  return error instanceof ApiError ? error.message : 'Something went wrong in this page. Reload it and try again.';
}

async function request(method: ApiMethod, path: string, body: unknown): Promise<Response> {
  const response = await fetch(path, {
    method,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => {
    throw new ApiError(0, UNREACHABLE);
  });
  if (response.ok) return response;
  throw errorOf(response.status, await response.json().catch(() => null));
}

/** Reads a refusal: problem details of our own routes, or the shorter form of the sign-in routes. */
function errorOf(status: number, answer: unknown): ApiError {
  const problem = problemSchema.safeParse(answer);
  if (problem.success) return new ApiError(status, problem.data.detail, problem.data);
  const refusal = refusalSchema.safeParse(answer);
  const words = refusal.success && status < 500 && status !== 429 ? refusal.data.message : fallbackMessage(status);
  return new ApiError(status, words);
}

function fallbackMessage(status: number): string {
  if (status === 401) return 'You are signed out. Sign in again to go on.';
  if (status === 429) return 'Too many requests. Wait a moment and try again.';
  if (status >= 502 && status <= 504) return UNREACHABLE;
  return `The server could not do this (status ${status}). Try again in a moment.`;
}
