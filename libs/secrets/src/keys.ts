/*
 * Making and checking key files. Trusted: the folder of keys and who started the process. For `npm start` and operator
 * tools; no server loads this entry. What must never cross: key material into a message, a log or another file.
 */
export { KeyFileError, type KeyFileErrorCode } from './errors.js';
export { KEY_FILES, ensureChatKey, ensureVaultKeys } from './keys/ensure-keys.js';
export type { ChatFile, VaultPrivateFile, VaultPublicFile } from './keys/key-file.schema.js';
export {
  createChatKeys,
  createVaultKeys,
  publicPartOf,
  retireChatKey,
  retireVaultKey,
  rotateChatKeys,
  rotateVaultKeys,
} from './keys/key-material.js';
export { readChatFile, readVaultPrivateFile, readVaultPublicFile } from './keys/read-key-file.js';
export { replaceKeyFile, writeNewKeyFile } from './keys/write-key-file.js';
