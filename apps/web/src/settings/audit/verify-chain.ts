import { AUDIT_FIRST_HASH, type AuditEntry, type AuditExport } from '@cloakroom/contracts';

/** How a look through the whole chain ended. `fault` is a sentence about the first thing that does not fit. */
export type ChainVerdict =
  | { readonly intact: true; readonly entries: number; readonly lastHash: string }
  | { readonly intact: false; readonly fault: string };

/** Computes every hash of an exported trail again and follows the chain from its start to its head. */
export async function verifyChain({ userId, start, head, entries }: AuditExport): Promise<ChainVerdict> {
  if (start.seq === 0 && start.hash !== AUDIT_FIRST_HASH) return broken('The chain does not begin at its beginning.');
  let last = start;
  for (const entry of entries) {
    if (entry.seq !== last.seq + 1) return broken(`Entry ${last.seq + 1} is missing or out of order.`);
    if (entry.previousHash !== last.hash) return broken(`Entry ${entry.seq} does not follow the one before it.`);
    if ((await hashOf(userId, entry)) !== entry.hash) return broken(`Entry ${entry.seq} was changed.`);
    last = { seq: entry.seq, hash: entry.hash };
  }
  if (last.seq !== head.seq || last.hash !== head.hash) return broken('Entries are missing at the newest end.');
  return { intact: true, entries: entries.length, lastHash: head.hash };
}

function broken(fault: string): ChainVerdict {
  return { intact: false, fault };
}

async function hashOf(userId: string, { seq, at, previousHash, nonce, event }: AuditEntry): Promise<string> {
  const text = canonicalJson({ v: 1, userId, seq, at, previousHash, nonce, event });
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** RFC 8785 for what entries hold: objects, texts, finite numbers, booleans and null. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
}
