/*
 * What a tool call did with secrets, as entries of its user's audit trail. Trusted: the broker's log of what left. What
 * must never cross: a value; hosts, paths and header names come redacted.
 */
import type { AuditEvent, LoggedRequest, SecretDestination, SecretMode } from '@cloakroom/contracts';

/** Which call of which run. */
export interface CallPlace {
  readonly runId: string;
  readonly conversationId: string;
  readonly toolCallId: string;
}

/** Names of secrets that were signed with, each as often as it was. */
export interface CallTraces {
  readonly requests: readonly LoggedRequest[];
  readonly signed: readonly string[];
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

/** Entries from after a call: one for each secret in each request, refused ones included, and one for each signature. */
export function sentEntries(
  { runId, conversationId, toolCallId }: CallPlace,
  { requests, signed }: CallTraces,
): AuditEvent[] {
  const place = { runId, conversationId, toolCallId };
  const sent = requests.flatMap(({ host, path, status, ms, denied, secrets = [] }) =>
    namesOf(secrets).map(({ name: secretName, mode }): AuditEvent => {
      if (denied === true) return { type: 'secret.refused', secretName, ...place, host, reason: REFUSED };
      return used({ ...place, secretName, mode, how: 'sent', host, path, status, ms });
    }),
  );
  const signatures = signed.map((secretName) => used({ ...place, secretName, mode: 'sealed', how: 'signed' }));
  return [...sent, ...signatures];
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

const REFUSED = 'The request was refused: this secret may not go there.';

function used(known: Pick<Used, 'secretName' | 'mode' | 'how' | keyof CallPlace> & Partial<Used>): Used {
  return { type: 'secret.used', host: null, path: null, status: null, ms: null, ...known };
}

/** A secret that stands in one request twice was used once. */
function namesOf<T extends { readonly name: string }>(secrets: readonly T[]): T[] {
  return [...new Map(secrets.map((secret) => [secret.name, secret])).values()];
}
