/** What a sealed value is bound to: it opens for this user, name, version and vault key only. */
export interface SecretBinding {
  readonly userId: string;
  readonly name: string;
  /** 1 for the first value of a secret, one more for every new one. */
  readonly version: number;
  readonly keyId: string;
}

const LABEL = 'cloakroom/secret/v1';

function field(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  const framed = new Uint8Array(4 + bytes.length);
  new DataView(framed.buffer).setUint32(0, bytes.length);
  framed.set(bytes, 4);
  return framed;
}

/**
 * The authenticated data of a sealed value (RFC 9180's `aad`): a label, user, name, version in decimal and key id, each as
 * UTF-8 behind its length in 4 bytes, so that no two bindings give the same bytes. Throws a `RangeError` for a version
 * that is not a positive safe integer.
 */
export function secretAssociatedData({ userId, name, version, keyId }: SecretBinding): Uint8Array<ArrayBuffer> {
  if (!Number.isSafeInteger(version) || version < 1) throw new RangeError('A version is a positive integer.');
  const fields = [LABEL, userId, name, String(version), keyId].map(field);
  const joined = new Uint8Array(fields.reduce((sum, bytes) => sum + bytes.length, 0));
  let at = 0;
  for (const bytes of fields) {
    joined.set(bytes, at);
    at += bytes.length;
  }
  return joined;
}
