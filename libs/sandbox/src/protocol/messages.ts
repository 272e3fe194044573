/**
 * What crosses between a sandbox process and its parent. The parent trusts nothing it reads here: once agent code has
 * run, the process counts as hostile, so every message is parsed with these schemas and every number in it is judged
 * again. No handle, key, path or environment of the parent ever crosses, only one call's code, variables and files.
 */
import { z } from 'zod';

const CALL = z.number().int().nonnegative();
/** An operation's JSON: URL and headers at most, because a body travels as bytes. */
const RESULT_MAX = 1_048_576;
const OPERATION_MAX = 16 * 1024 * 1024;

const toolErrorKind = z.enum([
  'TIMEOUT',
  'MEMORY',
  'CRASHED',
  'CANCELLED',
  'OUTPUT_LIMIT',
  'EGRESS_DENIED',
  'USER_ERROR',
]);

const wireFile = z.strictObject({ path: z.string().min(1).max(1024), data: z.base64() });

/** A file of `/workspace` on the wire; `data` is base64. */
export type WireFile = z.infer<typeof wireFile>;

/** What a child may send. */
export const childMessageSchema = z.discriminatedUnion('t', [
  z.strictObject({ t: z.literal('ready'), note: z.string().max(2000).nullable(), requests: z.boolean() }),
  z.strictObject({ t: z.literal('failed'), message: z.string().max(4000) }),
  z.strictObject({
    t: z.literal('output'),
    call: CALL,
    stream: z.enum(['stdout', 'stderr']),
    text: z.string().max(1_048_576),
  }),
  z.strictObject({
    t: z.literal('op'),
    call: CALL,
    id: z.number().int().nonnegative(),
    op: z.enum(['egress.open', 'egress.read', 'egress.close', 'sleep', 'secrets.sign']),
    json: z.string().max(OPERATION_MAX),
  }),
  z.strictObject({
    t: z.literal('done'),
    call: CALL,
    result: z.string().max(RESULT_MAX).nullable(),
    error: z.strictObject({ kind: toolErrorKind, message: z.string().max(300_000) }).nullable(),
    files: z.array(wireFile).max(10_000),
    outputLost: z.number().int().nonnegative(),
    reusable: z.boolean(),
  }),
]);

/** A parsed message from a child. */
export type ChildMessage = z.infer<typeof childMessageSchema>;

/** What the parent sends; the child trusts it. */
export type ParentMessage =
  | {
      readonly t: 'run';
      readonly call: number;
      readonly code: string;
      readonly env: Readonly<Record<string, string>>;
      readonly files: readonly WireFile[];
    }
  | { readonly t: 'reply'; readonly call: number; readonly id: number; readonly json: string };

const PLAIN_ANSWER_KEYS = 7;
const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** The answer that most calls have, without error and files, told by hand: a schema takes longer than the program. */
function isPlainAnswer(value: unknown): value is Extract<ChildMessage, { t: 'done' }> {
  if (typeof value !== 'object' || value === null || !('t' in value) || value.t !== 'done') return false;
  if (!('call' in value && 'result' in value && 'error' in value && 'files' in value)) return false;
  if (!('outputLost' in value && 'reusable' in value) || Object.keys(value).length !== PLAIN_ANSWER_KEYS) return false;
  const { call, result, error, files, outputLost, reusable } = value;
  const isResult = result === null || (typeof result === 'string' && result.length <= RESULT_MAX);
  const isPlain = error === null && Array.isArray(files) && files.length === 0 && typeof reusable === 'boolean';
  return isResult && isPlain && isCount(call) && isCount(outputLost);
}

/** A child's message, or `null` when it is not one: the parent then treats the process as crashed. */
export function parseChildMessage(text: string): ChildMessage | null {
  try {
    const value: unknown = JSON.parse(text);
    if (isPlainAnswer(value)) return value;
    const parsed = childMessageSchema.safeParse(value);
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
