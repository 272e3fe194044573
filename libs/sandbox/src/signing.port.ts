/**
 * The port through which agent code has something signed with a secret that it names and need not have. The library
 * brings the port; the worker brings whoever holds the keys. Trusted: nothing in a request, which hostile code wrote.
 * What must never cross: a key, or anything derived from one that is not a signature over what was asked.
 */
import type { HeaderList } from './egress.port.js';

/** HMAC (RFC 2104) over a message. */
export interface HmacRequest {
  readonly kind: 'hmac';
  /** Name of the secret whose value is the key. */
  readonly name: string;
  readonly algorithm: 'sha256' | 'sha512';
  /** How the value writes the key; `utf8`: the value's own bytes. */
  readonly keyEncoding: 'utf8' | 'hex' | 'base64' | 'base64url';
  /** How the signature is to be written. */
  readonly encoding: 'hex' | 'base64' | 'base64url';
  readonly message: Uint8Array;
}

/** A JSON Web Token (RFC 7519) in compact form. */
export interface JwtRequest {
  readonly kind: 'jwt';
  readonly name: string;
  readonly algorithm: 'HS256' | 'HS512';
  readonly keyEncoding: HmacRequest['keyEncoding'];
  /** JSON text of an object; signed as it is. */
  readonly claims: string;
  /** JSON text of an object with further header fields, for instance `kid`; `alg` and `typ` are added to it. */
  readonly header: string | null;
}

/** An AWS Signature Version 4 over a request that the code will send itself. */
export interface AwsSignatureRequest {
  readonly kind: 'aws-v4';
  /** Name of the secret that is the secret access key. */
  readonly name: string;
  readonly accessKeyId: string;
  readonly sessionToken: string | null;
  readonly region: string;
  readonly service: string;
  readonly method: string;
  /** Absolute, HTTP or HTTPS. */
  readonly url: string;
  readonly headers: HeaderList;
  /** SHA-256 of the body in hex, or `UNSIGNED-PAYLOAD`. */
  readonly bodySha256: string;
  /** `YYYYMMDDTHHMMSSZ`; `null` is now. */
  readonly date: string | null;
}

/** What code may have signed. */
export type SigningRequest = HmacRequest | JwtRequest | AwsSignatureRequest;

/** A refused signature; `message` says why and what to do, and holds no value. */
export class SigningError extends Error {
  override readonly name = 'SigningError';
}

/** Whoever holds the keys of one tool call. */
export interface SigningPort {
  /** The signature as text, or the headers to send for `aws-v4`. Throws {@link SigningError} when it is refused. */
  sign(request: SigningRequest): Promise<string | HeaderList>;
}
