import { createHash } from 'node:crypto';
import type { StartRun } from '@cloakroom/contracts';
import type { IdempotencyMark, OwnerId } from '@cloakroom/persistence';
import { userError } from '@cloakroom/platform';

const MAX_LENGTH = 255;

/**
 * Reads the `Idempotency-Key` header (draft-ietf-httpapi-idempotency-key-header): a string of RFC 8941 in quotation
 * marks, or the bare text that most clients send. `null` without one. Throws `idempotency-key-invalid`.
 */
export function readIdempotencyKey(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  const text = String(header);
  const [, quoted] = /^"((?:[ !#-[\]-~]|\\["\\])*)"$/.exec(text) ?? [];
  const key = quoted === undefined ? text : quoted.replace(/\\(["\\])/g, '$1');
  const isBare = quoted === undefined && /^[!#-+\--~]+$/.test(text);
  if (key !== '' && key.length <= MAX_LENGTH && (quoted !== undefined || isBare)) return key;
  const message = `An Idempotency-Key has 1 to ${MAX_LENGTH} printable ASCII characters, for instance a UUID.`;
  throw userError('idempotency-key-invalid', message);
}

/** What is stored of a key and of what was asked with it. */
export function idempotencyMark(owner: OwnerId, key: string, { input, conversationId }: StartRun): IdempotencyMark {
  return {
    keyHash: sha256(JSON.stringify(['idempotency-key', owner, key])),
    fingerprint: sha256(JSON.stringify([input, conversationId ?? null])),
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
