import { MAX_LOGGED_REQUESTS, MAX_REQUEST_SECRETS, type LoggedRequest } from '@cloakroom/contracts';
import type { EgressLogEntry, EgressSecretUse } from '@cloakroom/sandbox';

const MAX_HOST_CHARS = 1_024;
const MAX_PATH_CHARS = 1_024;
const MAX_METHOD_CHARS = 200;

/**
 * A call's whole request log. Hosts, paths and methods were written by agent code and may hold a value: each goes through
 * `redact` as a whole, and only then is it cut.
 */
export function loggedRequests(log: readonly EgressLogEntry[], redact: (text: string) => string): LoggedRequest[] {
  const seen = (uses: readonly EgressSecretUse[]) =>
    byName(uses).map(({ name, place, headerName, mode }) => ({
      name,
      place,
      headerName: headerName === null ? null : redact(headerName).slice(0, MAX_METHOD_CHARS),
      mode,
    }));
  return log.map(({ method, host, path, status, errorCode, bytes, ms, secrets = [] }) => ({
    method: redact(method).slice(0, MAX_METHOD_CHARS),
    host: redact(host).slice(0, MAX_HOST_CHARS),
    path: redact(path).slice(0, MAX_PATH_CHARS),
    status,
    bytes,
    ms,
    ...(errorCode === 'DENIED' && status === null ? { denied: true as const } : {}),
    ...(secrets.length > 0 ? { secrets: seen(secrets) } : {}),
  }));
}

/** What of a log is told and stored with its call: as many requests as may be, those that held a secret first. */
export function toldRequests(log: readonly LoggedRequest[]): LoggedRequest[] {
  const bySecrets = [...log].sort((one, other) => secretsIn(other) - secretsIn(one));
  const told = new Set(bySecrets.slice(0, MAX_LOGGED_REQUESTS));
  return log.filter((request) => told.has(request)).map(withToldSecrets);
}

function withToldSecrets({ secrets, ...request }: LoggedRequest): LoggedRequest {
  return secrets === undefined ? request : { ...request, secrets: secrets.slice(0, MAX_REQUEST_SECRETS) };
}

function secretsIn({ secrets = [] }: LoggedRequest): number {
  return Math.min(secrets.length, 1);
}

/** Each secret once before any a second time, so that one in many places leaves room for the others. */
function byName(uses: readonly EgressSecretUse[]): EgressSecretUse[] {
  const first = new Map(uses.toReversed().map((use) => [use.name, use]));
  const isFirst = (use: EgressSecretUse): boolean => first.get(use.name) === use;
  return [...uses.filter(isFirst), ...uses.filter((use) => !isFirst(use))];
}
