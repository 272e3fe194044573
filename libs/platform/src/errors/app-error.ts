/** Whose matter an error is: the user's (never retried), the surroundings' (may pass, retried), or ours (a bug). */
export type AppErrorKind = 'user' | 'operational' | 'unexpected';

/** One refused field of an input. */
export interface AppErrorField {
  readonly path: string;
  readonly message: string;
}

/** What an {@link AppError} is made of. */
export interface AppErrorInit {
  readonly code: string;
  readonly kind: AppErrorKind;
  readonly message: string;
  readonly cause?: unknown;
  readonly fields?: readonly AppErrorField[];
  /** Default: 400 for `user`, 503 for `operational`, 500 for `unexpected`. */
  readonly httpStatus?: number;
  /** When it is worth trying again, in seconds, where that is known. */
  readonly retryAfterSeconds?: number;
}

const statusOfKind: Record<AppErrorKind, number> = { user: 400, operational: 503, unexpected: 500 };

/**
 * The error of domain code. `code` is stable and what callers decide by; `message` is written for a person and holds
 * no secret value, message body, path or stack.
 */
export class AppError extends Error {
  override readonly name: string = 'AppError';
  readonly code: string;
  readonly kind: AppErrorKind;
  readonly fields: readonly AppErrorField[] | undefined;
  readonly httpStatus: number;
  readonly retryAfterSeconds: number | undefined;

  constructor(init: AppErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    this.code = init.code;
    this.kind = init.kind;
    this.fields = init.fields;
    this.httpStatus = init.httpStatus ?? statusOfKind[init.kind];
    this.retryAfterSeconds = init.retryAfterSeconds;
  }
}

/** A write came with a fence that is no longer the run's: another worker has it. Never retried, never shown. */
export class StaleFenceError extends AppError {
  override readonly name = 'StaleFenceError';
  constructor(readonly runId: string) {
    super({ code: 'stale-fence', kind: 'operational', message: 'Another worker has taken over this run.' });
  }
}

/** An error the user can do something about; `status` defaults to 400. */
export function userError(
  code: string,
  message: string,
  more: { readonly status?: number; readonly fields?: readonly AppErrorField[] } = {},
): AppError {
  return new AppError({
    code,
    kind: 'user',
    message,
    ...(more.status === undefined ? {} : { httpStatus: more.status }),
    ...(more.fields === undefined ? {} : { fields: more.fields }),
  });
}

/** `what` does not exist, or belongs to somebody else: HTTP 404, code `not-found`. */
export function notFound(what: string): AppError {
  return userError('not-found', `This ${what} does not exist.`, { status: 404 });
}

/** What was asked for contradicts what is stored: HTTP 409. */
export function conflict(code: string, message: string, fields?: readonly AppErrorField[]): AppError {
  return userError(code, message, { status: 409, ...(fields === undefined ? {} : { fields }) });
}

/** Something outside does not work right now: HTTP 503, may be retried. */
export function operationalError(code: string, message: string, cause?: unknown): AppError {
  return new AppError({ code, kind: 'operational', message, cause });
}

/** Any thrown thing as an {@link AppError}; what is not one becomes code `unexpected` with a message that tells nothing. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError({
    code: 'unexpected',
    kind: 'unexpected',
    message: 'Something went wrong on our side. Try again; if it stays, tell whoever runs this server.',
    cause: error,
  });
}
