/*
 * Not trusted: every header and byte of an upload. What must never cross: more than the largest file, or more than a
 * stretch of it into memory; a media type that is more than a word.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { MAX_FILE_BYTES } from '@cloakroom/contracts';
import { userError, type AppError } from '@cloakroom/platform';

/** Where files are; what is posted there is not parsed as JSON, whatever it says it is. */
export const FILES_PATH = '/api/v1/files';

const OCTETS = 'application/octet-stream';
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,62}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}$/;

/** Whether a request's body is a file as it is. */
export function isUpload({ method, path }: { readonly method: string; readonly path: string }): boolean {
  return method === 'POST' && path.replace(/\/+$/, '').toLowerCase() === FILES_PATH;
}

/** The media type that an upload claims. Throws `unsupported-media-type` (415). */
export function claimedMediaType(headers: IncomingHttpHeaders): string {
  if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity') {
    throw unsupported('The body is the file as it is: send it without Content-Encoding.');
  }
  const type = (headers['content-type'] ?? OCTETS).split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type.startsWith('multipart/')) {
    throw unsupported('The body is the file itself, not a form: send its bytes, and its name as ?name=.');
  }
  if (!MEDIA_TYPE.test(type)) throw unsupported(`The Content-Type is no media type. Use ${OCTETS} if it is not known.`);
  return type;
}

/** Bytes to keep room for: as many as are announced, else as many as there may be. Throws `file-too-large`. */
export function announcedBytes(headers: IncomingHttpHeaders): number {
  const length = headers['content-length'];
  if (length === undefined) return MAX_FILE_BYTES;
  const bytes = Number(length);
  if (!Number.isSafeInteger(bytes) || bytes > MAX_FILE_BYTES) throw fileTooLarge();
  return bytes;
}

/** The bytes of a body, as long as they are no more than a file may have. Throws `file-too-large`. */
export async function* withinLimit(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.length;
    if (bytes > MAX_FILE_BYTES) throw fileTooLarge();
    yield piece;
  }
}

function fileTooLarge(): AppError {
  const message = `The file is larger than ${MAX_FILE_BYTES / 1_048_576} MB, which is the most. Send a smaller one, or parts of it.`;
  return userError('file-too-large', message, { status: 413 });
}

function unsupported(message: string): AppError {
  return userError('unsupported-media-type', message, { status: 415 });
}
