export { BodyCipherError, type BodyCipherErrorCode } from './body-cipher.error.js';
export { BodyCipher, type EncryptedBody } from './body-cipher.js';
export { RECORD_OVERHEAD_BYTES } from './sealed-record.js';
export {
  createUserKey,
  unwrapUserKey,
  wrapUserKey,
  type KeyEncryptionKeys,
  type UserDataKey,
  type WrappedUserKey,
} from './user-data-key.js';
export { UserKeyring, type UserKeyStore, type UserKeyringOptions } from './user-keyring.js';
