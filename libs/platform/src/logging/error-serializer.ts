import { AppError } from '../errors/app-error.js';

/** An error as it stands in a log line. */
export interface LoggedError {
  readonly type: string;
  readonly code?: string;
  readonly kind?: string;
  readonly message?: string;
  readonly frames?: readonly string[];
  readonly cause?: LoggedError;
}

const MAX_FRAMES = 12;
const MAX_CAUSES = 4;

/**
 * Turns an error into what may be logged. Messages of foreign errors can quote the content they failed on (a JSON
 * parser does, and so do Node's refusals of an argument), so only an {@link AppError}'s message, those of the operating
 * system's errors and those of the engine itself are kept.
 */
export function serializeError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error };
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, MAX_FRAMES)
    .map((line) => line.trim());
  const code =
    'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? error.code : null;
  return {
    type: error.name,
    ...(code === null ? {} : { code: String(code) }),
    ...(error instanceof AppError ? { kind: error.kind } : {}),
    ...(mayShowMessage(error) ? { message: error.message } : {}),
    ...(error instanceof AppError && error.kind === 'user' ? {} : { frames }),
    ...(error.cause === undefined || depth >= MAX_CAUSES ? {} : { cause: serializeError(error.cause, depth + 1) }),
  };
}

function mayShowMessage(error: Error): boolean {
  if (error instanceof AppError || 'syscall' in error) return true;
  return (error instanceof TypeError || error instanceof ReferenceError) && !('code' in error);
}
