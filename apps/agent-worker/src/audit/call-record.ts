/*
 * What a tool call did with secrets, as entries of its user's audit trail. Trusted: the broker's log of what left. What
 * must never cross: a value; hosts, paths and header names come redacted.
 */
import type { AuditEvent, LoggedRequest, SecretDestination, SecretMode } from '@cloakroom/contracts';
import type { SigningLog } from '../signing/call-signer.js';

/** Which call of which run. */
export interface CallPlace {
  readonly runId: string;
  readonly conversationId: string;
  readonly toolCallId: string;
}

/** What a call sent, and what it had signed. */
export interface CallTraces {
  readonly requests: readonly LoggedRequest[];
  readonly signing: SigningLog;
}

type Used = Extract<AuditEvent, { type: 'secret.used' }>;

/** Entries from before a call: the secrets that its code names. They stand even when its worker is killed. */
export function readEntries(
  { runId, conversationId, toolCallId }: CallPlace,
  named: readonly { readonly name: string; readonly mode: SecretMode }[],
): AuditEvent[] {
  const place = { runId, conversationId, toolCallId };
  return named.map(({ name, mode }) => used({ ...place, secretName: name, mode, how: 'env' }));
}

/**
 * Entries from after a call: one for each secret in each request, refused ones included, and for each secret that signed
 * or would not, one.
 */
export function sentEntries(
  { runId, conversationId, toolCallId }: CallPlace,
  { requests, signing }: CallTraces,
): AuditEvent[] {
  const place = { runId, conversationId, toolCallId };
  const sent = requests.flatMap(({ host, path, status, ms, denied, secrets = [] }) =>
    namesOf(secrets).map(({ name: secretName, mode }): AuditEvent => {
      if (denied === true) return { type: 'secret.refused', secretName, ...place, host, reason: REFUSED };
      return used({ ...place, secretName, mode, how: 'sent', host, path, status, ms });
    }),
  );
  const signed = signing.signed.map(({ name: secretName, mode, count }) =>
    used({ ...place, secretName, mode, how: 'signed', count }),
  );
  const unsigned = signing.refused.map(({ name: secretName, reason }): AuditEvent => {
    return { type: 'secret.refused', secretName, ...place, host: null, reason: reason.slice(0, MAX_REASON_CHARS) };
  });
  return [...sent, ...signed, ...unsigned];
}

/** Where each secret went, by name; refused requests went nowhere. */
export function destinationsOf(
  requests: readonly LoggedRequest[],
): Map<string, Omit<SecretDestination, 'count' | 'lastAt'>[]> {
  const found = new Map<string, Omit<SecretDestination, 'count' | 'lastAt'>[]>();
  for (const { host, denied, status, secrets = [] } of requests) {
    if (denied === true || status === null) continue;
    for (const { name, place, headerName } of secrets) {
      found.set(name, [...(found.get(name) ?? []), { host, place, headerName }]);
    }
  }
  return found;
}

const MAX_REASON_CHARS = 500;
const REFUSED = 'The request was refused: this secret may not go there.';

function used(known: Pick<Used, 'secretName' | 'mode' | 'how' | keyof CallPlace> & Partial<Used>): Used {
  return { type: 'secret.used', host: null, path: null, status: null, ms: null, ...known };
}

/** A secret that stands in one request twice was used once. */
function namesOf<T extends { readonly name: string }>(secrets: readonly T[]): T[] {
  return [...new Map(secrets.map((secret) => [secret.name, secret])).values()];
}
