import { z } from 'zod';

/** The one HPKE suite in use: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM (RFC 9180). */
export const SEALED_ENVELOPE_SUITE = 'x25519-hkdf-sha256-aes256gcm';

const base64url = z.string().regex(/^[A-Za-z0-9_-]*$/);

/** A value sealed to the vault's public key. `enc` is 32 bytes, `ct` the value plus 16 bytes of tag, both base64url without padding. */
export const sealedEnvelopeSchema = z.strictObject({
  v: z.literal(1),
  suite: z.literal(SEALED_ENVELOPE_SUITE),
  keyId: z.string().min(1).max(64),
  enc: base64url.length(43),
  ct: base64url.min(23).max(87_403),
});

/** See {@link sealedEnvelopeSchema}. */
export type SealedEnvelope = z.infer<typeof sealedEnvelopeSchema>;
