/*
 * Trusted here: the vault's public key, as the gateway gave it over the page's own connection. Not trusted: nothing else
 * is read. What must never cross: the value leaves this file sealed only; no error repeats it.
 * Only the agent worker holds the private key, so whoever stores or relays an envelope cannot open it.
 */
import { fromBase64url, toBase64url } from './secrets/base64url.js';
import { secretAssociatedData } from './secrets/associated-data.js';
import { SEALING_INFO, createHpkeSuite } from './secrets/hpke-suite.js';
import { SECRET_VALUE_MAX_BYTES } from './secrets/secret.schema.js';
import { SEALED_ENVELOPE_SUITE, type SealedEnvelope } from './secrets/sealed-envelope.schema.js';

export { fromBase64url, toBase64url } from './secrets/base64url.js';
export { secretAssociatedData, type SecretBinding } from './secrets/associated-data.js';
export { SEALING_INFO, createHpkeSuite } from './secrets/hpke-suite.js';
export { SEALED_ENVELOPE_SUITE, type SealedEnvelope } from './secrets/sealed-envelope.schema.js';

/** Why a value could not be sealed. `INSECURE_CONTEXT`: the page has no WebCrypto because it is not served over HTTPS or from localhost. */
export type SealingErrorCode =
  'INSECURE_CONTEXT' | 'INVALID_PUBLIC_KEY' | 'VALUE_SIZE' | 'VALUE_NOT_TEXT' | 'SEALING_FAILED';

/** A value was not sealed; `message` is written for the person at the page and holds no material. */
export class SealingError extends Error {
  override readonly name = 'SealingError';
  constructor(
    readonly code: SealingErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** What {@link sealSecretValue} needs: the value, the vault's key, and what the value is bound to. */
export interface SealRequest {
  /** 1 byte to 64 KiB of UTF-8, without lone surrogates. */
  readonly value: string;
  /** Raw X25519 public key, base64url, 32 bytes. */
  readonly publicKey: string;
  readonly keyId: string;
  readonly userId: string;
  readonly name: string;
  /** The version that the value will have: 1 for a new secret, the shown one plus one for a changed one. */
  readonly version: number;
}

/** Whether this page or process can seal at all: false in a browser over plain HTTP off localhost. */
export function canSeal(): boolean {
  const { crypto } = globalThis as { crypto?: { subtle?: unknown } };
  return crypto?.subtle !== undefined;
}

/** Seals a value to the vault's public key (HPKE base mode, RFC 9180). Throws {@link SealingError} and nothing else. */
export async function sealSecretValue(request: SealRequest): Promise<SealedEnvelope> {
  if (!canSeal()) {
    throw new SealingError(
      'INSECURE_CONTEXT',
      'This page cannot encrypt because it is not served over HTTPS. Open it over HTTPS or on localhost.',
    );
  }
  const plaintext = encodeValue(request.value);
  try {
    const suite = createHpkeSuite();
    const recipientPublicKey = await importPublicKey(request.publicKey);
    const aad = secretAssociatedData(request);
    const sealed = await suite.seal({ recipientPublicKey, info: SEALING_INFO }, plaintext, aad);
    return {
      v: 1,
      suite: SEALED_ENVELOPE_SUITE,
      keyId: request.keyId,
      enc: toBase64url(new Uint8Array(sealed.enc)),
      ct: toBase64url(new Uint8Array(sealed.ct)),
    };
  } catch (error) {
    if (error instanceof SealingError) throw error;
    throw new SealingError('SEALING_FAILED', 'The value could not be encrypted. Reload the page and try again.');
  } finally {
    plaintext.fill(0);
  }
}

function encodeValue(value: string): Uint8Array<ArrayBuffer> {
  if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(value)) {
    throw new SealingError('VALUE_NOT_TEXT', 'The value holds half a character. Paste it again.');
  }
  const bytes = new TextEncoder().encode(value);
  if (bytes.length < 1 || bytes.length > SECRET_VALUE_MAX_BYTES) {
    throw new SealingError('VALUE_SIZE', `A value has 1 to ${SECRET_VALUE_MAX_BYTES} bytes.`);
  }
  return bytes;
}

async function importPublicKey(publicKey: string) {
  try {
    return await createHpkeSuite().kem.deserializePublicKey(fromBase64url(publicKey));
  } catch {
    throw new SealingError('INVALID_PUBLIC_KEY', 'The key of the vault is not valid. Reload the page and try again.');
  }
}
