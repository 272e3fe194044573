/*
 * The sealing half of the vault, for the gateway: public keys only. Trusted: `vault-public.json`.
 * Not trusted: every envelope and value a client sends. What must never cross: a private key into this entry, a value
 * in clear out of it.
 */
export { EnvelopeError, KeyFileError, type EnvelopeErrorCode, type KeyFileErrorCode } from './errors.js';
export { VaultSealer, type SealOnBehalfRequest } from './seal/vault-sealer.js';
