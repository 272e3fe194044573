import { createHash } from 'node:crypto';
import type { AuditEntry } from '@cloakroom/contracts';
import { canonicalJson } from './canonical-json.js';

/** The hash of an entry, in hex: see `auditEntrySchema`. `at` is the text that the export shows. */
export function auditHash(userId: string, entry: Omit<AuditEntry, 'hash'>): string {
  const { seq, at, previousHash, nonce, event } = entry;
  const text = canonicalJson({ v: 1, userId, seq, at, previousHash, nonce, event });
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
