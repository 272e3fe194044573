import { randomBytes } from 'node:crypto';
import { BodyCipherError } from './body-cipher.error.js';
import { openRecord, sealRecord } from './sealed-record.js';

/** The key-encryption keys of `chat.json`, each of 32 bytes, by id. */
export interface KeyEncryptionKeys {
  /** Id of the key that new data keys are wrapped under. */
  readonly current: string;
  readonly keys: ReadonlyMap<string, Uint8Array>;
}

/** One user's data key in clear; lives in memory only. */
export interface UserDataKey {
  readonly userId: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

/** One user's data key as it is stored. Destroying it destroys what could open the user's bodies. */
export interface WrappedUserKey {
  /** Id of the key-encryption key. */
  readonly kekId: string;
  /** 113 bytes; see `sealed-record.ts` for the format. */
  readonly wrapped: Buffer;
}

const LABEL = 'cloakroom/user-key';

function kekOf(keks: KeyEncryptionKeys, kekId: string): Uint8Array {
  const kek = keks.keys.get(kekId);
  if (!kek) throw new BodyCipherError('KEK_UNKNOWN');
  return kek;
}

/** A new data key for a user. */
export function createUserKey(userId: string): UserDataKey {
  return { userId, key: randomBytes(32) };
}

/** Wraps a data key under the current key-encryption key, bound to its user and to that key's id. */
export function wrapUserKey(keks: KeyEncryptionKeys, userKey: UserDataKey): WrappedUserKey {
  const kekId = keks.current;
  const context = { label: LABEL, parts: [userKey.userId, kekId] };
  return { kekId, wrapped: sealRecord(kekOf(keks, kekId), context, userKey.key) };
}

/** Unwraps a user's data key. Throws `BodyCipherError` when it was changed, is another user's, or the key-encryption key is unknown. */
export function unwrapUserKey(
  keks: KeyEncryptionKeys,
  userId: string,
  { kekId, wrapped }: WrappedUserKey,
): UserDataKey {
  const context = { label: LABEL, parts: [userId, kekId] };
  return { userId, key: openRecord(kekOf(keks, kekId), context, wrapped) };
}
