import { AppError, operationalError, userError } from '@cloakroom/platform';
import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';

/**
 * An error of the model's server as an error of the run. The server's own text may quote the conversation, so it is
 * read for its code only and never passed on.
 */
export function toModelError(error: unknown, address: string): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof APIConnectionTimeoutError) return modelTimeout(address);
  if (error instanceof APIConnectionError) {
    return operationalError(
      'model-unreachable',
      `The model at ${address} cannot be reached. Check that it runs, and the address in OPENAI_BASE_URL; then try again.`,
    );
  }
  if (error instanceof APIError) {
    const status: unknown = error.status;
    return ofStatus(typeof status === 'number' ? status : undefined, error.code ?? null, address);
  }
  return operationalError('model-failed', `The answer of the model at ${address} could not be read. Try again.`);
}

/** The model has not sent anything for too long. */
export function modelTimeout(address: string): AppError {
  return operationalError('model-timeout', `The model at ${address} took too long to answer. Try again.`);
}

/** The stream ended before the answer did. */
export function modelCutOff(address: string): AppError {
  return operationalError(
    'model-cut-off',
    `The connection to the model at ${address} broke off in its answer. Try again.`,
  );
}

/** The model's server refused to go on with what it was writing. */
export function modelFiltered(): AppError {
  return userError('model-filtered', "The model's content filter ended the answer. Put the question differently.");
}

function ofStatus(status: number | undefined, code: string | null, address: string): AppError {
  if (code === 'context_length_exceeded' || status === 413) {
    return userError('model-context-too-long', 'The conversation has become too long for the model. Start a new one.');
  }
  if (code === 'insufficient_quota') {
    return userError('model-quota', 'The account behind OPENAI_API_KEY has no credit left. Top it up, then try again.');
  }
  switch (status) {
    case 401:
    case 403:
      return userError('model-unauthorized', `The model at ${address} refused the key. Check OPENAI_API_KEY.`);
    case 404:
      return userError(
        'model-not-found',
        `The model at ${address} does not know OPENAI_MODEL or the path. Check both.`,
      );
    case 429:
      return operationalError(
        'model-rate-limited',
        'The model gets too many requests right now. Try again in a minute.',
      );
    case 400:
    case 422:
      return userError('model-refused', `The model at ${address} refused the request. It may not support tools.`);
    default:
      return operationalError('model-failed', `The model at ${address} failed${statusText(status)}. Try again.`);
  }
}

function statusText(status: number | undefined): string {
  return status === undefined ? '' : ` with HTTP status ${status}`;
}
