/*
 * The opening half of the vault, for the agent worker alone; a boundary rule refuses every other import.
 * Trusted: `vault-private.json`. Not trusted: envelopes, and the records they lie in.
 * What must never cross: a private key at all, and a value except through `SecretValue.reveal` into one run.
 */
export { KeyFileError, SecretOpenError, type KeyFileErrorCode, type SecretOpenErrorCode } from './errors.js';
export { SecretValue } from './open/secret-value.js';
export { VaultOpener, type OpenRequest } from './open/vault-opener.js';
