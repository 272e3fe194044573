/*
 * What a tool call did with secrets, as entries of its user's audit trail. Trusted: the broker's log of what left. What
 * must never cross: a value; hosts, paths and header names come redacted.
 */
import type { AuditEvent, LoggedRequest, SecretDestination, SecretMode } from '@cloakroom/contracts';
import type { JournalUse } from '@cloakroom/persistence';
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

type Refused = Extract<AuditEvent, { type: 'secret.refused' }>;
type Sent = Used | Refused;
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
 * or would not, one. A call that would fill the trail gets one for each secret and host instead, with how often, and one
 * for each secret when those are too many as well.
 */
export function sentEntries(
  { runId, conversationId, toolCallId }: CallPlace,
  { requests, signing }: CallTraces,
): AuditEvent[] {
  const place = { runId, conversationId, toolCallId };
  const each = requests.flatMap(({ host, path, status, ms, denied, secrets = [] }) =>
    namesOf(secrets).map(({ name: secretName, mode }): Sent => {
      if (denied === true) return { type: 'secret.refused', secretName, ...place, host, reason: REFUSED };
      return used({ ...place, secretName, mode, how: 'sent', host, path, status, ms });
    }),
  );
  const sent = withinBounds(each);
  const signed = signing.signed.map(({ name: secretName, mode, count }) =>
    used({ ...place, secretName, mode, how: 'signed', count }),
  );
  const unsigned = signing.refused.map(({ name: secretName, reason }): AuditEvent => {
    return { type: 'secret.refused', secretName, ...place, host: null, reason: reason.slice(0, MAX_REASON_CHARS) };
  });
  return [...sent, ...signed, ...unsigned];
}

/** What a journal tells of a call: no answers, and each secret that signed at least once. */
export function tracesOf(uses: readonly JournalUse[]): CallTraces {
  const requests = uses.flatMap((use) => (use.kind === 'sent' ? [use.request] : []));
  const signed = uses.flatMap((use) => (use.kind === 'signed' ? [{ name: use.name, mode: use.mode, count: 1 }] : []));
  const once = new Map(signed.map((use) => [`${use.mode} ${use.name}`, use]));
  return { requests, signing: { signed: [...once.values()], refused: [] } };
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

/** Most entries about the requests of one call; far above what a program at work makes. */
const MAX_SENT_ENTRIES = 2_000;
const MAX_REASON_CHARS = 500;
const REFUSED = 'The request was refused: this secret may not go there.';

function used(known: Pick<Used, 'secretName' | 'mode' | 'how' | keyof CallPlace> & Partial<Used>): Used {
  return { type: 'secret.used', host: null, path: null, status: null, ms: null, ...known };
}

function withinBounds(each: readonly Sent[]): readonly Sent[] {
  if (each.length <= MAX_SENT_ENTRIES) return each;
  const byHost = summed(each, ({ host }) => host);
  return byHost.length <= MAX_SENT_ENTRIES ? byHost : summed(each, () => null);
}

/** One entry for all that are about one secret and, as `hostOf` sees it, one host. */
function summed(each: readonly Sent[], hostOf: (entry: Sent) => string | null): Sent[] {
  const found = new Map<string, Sent>();
  for (const entry of each) {
    const host = hostOf(entry);
    const mode = entry.type === 'secret.used' ? entry.mode : null;
    const key = JSON.stringify([entry.type, entry.secretName, mode, host]);
    const known = found.get(key);
    if (entry.type === 'secret.refused') found.set(key, { ...entry, host });
    else {
      const count = known?.type === 'secret.used' ? (known.count ?? 1) + 1 : 1;
      found.set(key, { ...entry, host, path: null, status: null, ms: null, count });
    }
  }
  return [...found.values()];
}

/** A secret that stands in one request twice was used once. */
function namesOf<T extends { readonly name: string }>(secrets: readonly T[]): T[] {
  return [...new Map(secrets.map((secret) => [secret.name, secret])).values()];
}
