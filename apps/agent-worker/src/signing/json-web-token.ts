import { createHmac } from 'node:crypto';
import { SigningError, type JwtRequest } from '@cloakroom/sandbox';
import { z } from 'zod';

const headerSchema = z.record(z.string(), z.unknown());
const HASHES = { HS256: 'sha256', HS512: 'sha512' } as const;

/** Header fields that change what is signed, or how it is to be read. */
const NOT_OFFERED = ['crit', 'b64'];

/** A JWS in compact form (RFC 7515) over two texts as they are. */
export function compactJws(
  { header, payload }: { readonly header: string; readonly payload: string },
  algorithm: JwtRequest['algorithm'],
  key: Buffer,
): string {
  const input = `${base64url(header)}.${base64url(payload)}`;
  return `${input}.${createHmac(HASHES[algorithm], key).update(input).digest('base64url')}`;
}

/** A token as asked for. Throws {@link SigningError} when its header asks for another algorithm than the request. */
export function jsonWebToken({ algorithm, claims, header }: JwtRequest, key: Buffer): string {
  const more = header === null ? {} : headerSchema.parse(JSON.parse(header));
  if (more['alg'] !== undefined && more['alg'] !== algorithm) {
    throw new SigningError(`The header's "alg" must be left out, or be ${algorithm}, which the token is signed with.`);
  }
  const odd = NOT_OFFERED.find((field) => Object.hasOwn(more, field));
  if (odd !== undefined) throw new SigningError(`The header field "${odd}" is not offered here. Leave it out.`);
  return compactJws(
    { header: JSON.stringify({ alg: algorithm, typ: 'JWT', ...more }), payload: claims },
    algorithm,
    key,
  );
}

function base64url(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}
