import type { Problem } from '@cloakroom/contracts';
import { SealingError } from '@cloakroom/contracts/sealing';
import { AppError, toAppError } from '@cloakroom/platform';
import { EnvelopeError } from '@cloakroom/secrets/seal';
import { HttpException } from '@nestjs/common';

const CODES: Readonly<Record<number, { readonly code: string; readonly message: string }>> = {
  400: { code: 'bad-request', message: 'The request cannot be read.' },
  401: { code: 'signed-out', message: 'Sign in first.' },
  403: { code: 'forbidden', message: 'This is not allowed.' },
  404: { code: 'not-found', message: 'There is nothing at this address.' },
  413: { code: 'too-large', message: 'The request is too large.' },
  415: { code: 'media-type', message: 'Send JSON with the header Content-Type: application/json.' },
  429: { code: 'too-many-requests', message: 'Too many requests. Wait a moment and try again.' },
};

/** Any thrown thing as an {@link AppError}: those of the framework by their status, ours as they are. */
export function appErrorOf(error: unknown): AppError {
  const refused = refusedField(error);
  if (refused !== null) {
    const { code, message, path } = refused;
    return new AppError({ code: kebabCase(code), kind: 'user', message, fields: [{ path, message }] });
  }
  const status = statusOf(error);
  const known = status === null ? undefined : CODES[status];
  if (status === null || known === undefined) return toAppError(error);
  return new AppError({ ...known, kind: 'user', httpStatus: status });
}

/** What the vault's library found wrong with something that was sent; its words are written for the sender. */
function refusedField(error: unknown): { code: string; message: string; path: string } | null {
  if (error instanceof EnvelopeError) return { code: error.code, message: error.message, path: 'sealed' };
  const isOfValue = error instanceof SealingError && (error.code === 'VALUE_SIZE' || error.code === 'VALUE_NOT_TEXT');
  return isOfValue ? { code: error.code, message: error.message, path: 'value' } : null;
}

function kebabCase(code: string): string {
  return code.toLowerCase().replaceAll('_', '-');
}

/** Problem details (RFC 9457) of an error, without anything that is not for its reader. */
export function problemOf(error: AppError): Problem {
  return {
    type: 'about:blank',
    title: TITLES[error.kind],
    status: error.httpStatus,
    detail: error.message,
    code: error.code,
    ...(error.fields === undefined ? {} : { fields: [...error.fields] }),
  };
}

const TITLES = {
  user: 'The request was refused',
  operational: 'A part of the service is not available',
  unexpected: 'Something went wrong',
} as const;

function statusOf(error: unknown): number | null {
  if (error instanceof HttpException) return error.getStatus();
  // Express and its body parser throw errors of package http-errors, which carry their status.
  const isClientFault = error instanceof Error && 'statusCode' in error && 'expose' in error && error.expose === true;
  return isClientFault && typeof error.statusCode === 'number' ? error.statusCode : null;
}
