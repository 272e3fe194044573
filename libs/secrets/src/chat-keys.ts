/*
 * The chat keys, for gateway and worker: they protect messages, never secrets.
 * What must never cross: a key into a log, an error, the database or a queue.
 */
export { KeyFileError, type KeyFileErrorCode } from './errors.js';
export { loadChatKeys, type ChatKeys } from './keys/chat-keys.js';
