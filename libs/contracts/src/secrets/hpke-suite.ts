import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';

declare global {
  /** WebCrypto's key, which HPKE's declarations name and Node's global types leave out; merges with the browser's own. */
  interface CryptoKey {
    /** Never there; keeps the declaration from being empty. */
    readonly opaque?: never;
  }
  /** See {@link CryptoKey}. */
  interface CryptoKeyPair {
    privateKey: CryptoKey;
    publicKey: CryptoKey;
  }
}

/** RFC 9180's `info` of every sealed value. */
export const SEALING_INFO: Uint8Array<ArrayBuffer> = new TextEncoder().encode('cloakroom/secret/v1');

/** The one HPKE suite in use: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. */
export function createHpkeSuite(): CipherSuite {
  return new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
}
