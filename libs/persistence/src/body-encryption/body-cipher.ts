/*
 * Trusted here: a user's data key. Not trusted: every stored body, which may have been changed, cut, or moved.
 * What must never cross: a text or a key into an error; a body that does not open is an error, never a part of a text.
 */
import { openRecord, sealRecord } from './sealed-record.js';
import type { UserDataKey } from './user-data-key.js';

/** A body as it is stored: see `sealed-record.ts` for the format. */
export type EncryptedBody = Buffer;

const LABEL = 'cloakroom/body';

/** Encrypts message bodies, tool output and files under their owner's data key. Has no state; one for all is enough. */
export class BodyCipher {
  /** Encrypts; `aad` names the place where the body is stored (for example `message:<id>`) and must be given again to decrypt. */
  encrypt(userKey: UserDataKey, plaintext: string | Uint8Array, aad: string): EncryptedBody {
    const bytes = typeof plaintext === 'string' ? Buffer.from(plaintext, 'utf8') : plaintext;
    return sealRecord(userKey.key, { label: LABEL, parts: [userKey.userId, aad] }, bytes);
  }

  /** Decrypts. Throws `BodyCipherError` when the body was changed, or belongs to another user or place. */
  decrypt(userKey: UserDataKey, body: Uint8Array, aad: string): Buffer {
    return openRecord(userKey.key, { label: LABEL, parts: [userKey.userId, aad] }, body);
  }
}
