import { z } from 'zod';

const answerFiles = z.array(z.object({ path: z.string().min(1).max(1024), data: z.base64() })).max(10_000);

/** How a program ended, as its isolate says. Hostile text: only types and sizes have been looked at. */
export interface GuestAnswer {
  readonly result: string | null;
  /** Length of the whole result, of which `result` may be the beginning. */
  readonly resultChars: number;
  readonly error: string | null;
  readonly denied: boolean;
  readonly files: readonly { readonly path: string; readonly data: string }[];
}

const isText = (value: unknown): value is string | null => value === null || typeof value === 'string';

/** Reads an answer; `null` when it is none. Without a JIT a schema takes longer than most programs: only files have one. */
export function readAnswer(json: string): GuestAnswer | null {
  try {
    const { result, resultChars, error, denied, files } = JSON.parse(json) as Record<string, unknown>;
    if (!isText(result) || !isText(error) || typeof denied !== 'boolean' || !Array.isArray(files)) return null;
    if (typeof resultChars !== 'number' || !Number.isSafeInteger(resultChars) || resultChars < 0) return null;
    return { result, resultChars, error, denied, files: files.length === 0 ? [] : answerFiles.parse(files) };
  } catch {
    return null;
  }
}
