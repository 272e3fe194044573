import { MAX_LOGGED_REQUESTS, MAX_REQUEST_SECRETS, type LoggedRequest } from '@cloakroom/contracts';
import type { EgressLogEntry, EgressSecretUse } from '@cloakroom/sandbox';

const MAX_HOST_CHARS = 1_024;
const MAX_PATH_CHARS = 1_024;
const MAX_METHOD_CHARS = 200;

/**
 * A call's request log as it is told and stored. Hosts, paths and methods were written by agent code and may hold a
 * value: each goes through `redact` as a whole, and only then is it cut.
 */
export function loggedRequests(log: readonly EgressLogEntry[], redact: (text: string) => string): LoggedRequest[] {
  const seen = (uses: readonly EgressSecretUse[]) =>
    uses.slice(0, MAX_REQUEST_SECRETS).map(({ name, place, headerName, mode }) => ({
      name,
      place,
      headerName: headerName === null ? null : redact(headerName).slice(0, MAX_METHOD_CHARS),
      mode,
    }));
  return log
    .slice(0, MAX_LOGGED_REQUESTS)
    .map(({ method, host, path, status, errorCode, bytes, ms, secrets = [] }) => ({
      method: redact(method).slice(0, MAX_METHOD_CHARS),
      host: redact(host).slice(0, MAX_HOST_CHARS),
      path: redact(path).slice(0, MAX_PATH_CHARS),
      status,
      bytes,
      ms,
      ...(errorCode === 'DENIED' ? { denied: true as const } : {}),
      ...(secrets.length > 0 ? { secrets: seen(secrets) } : {}),
    }));
}
