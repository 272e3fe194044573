import type { IncomingMessage } from 'node:http';
import { ApiError } from './api-error.js';

const MAX_BODY_BYTES = 16 * 1024 * 1024;

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const pieces: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const piece of pieces) {
    bytes += piece.byteLength;
    if (bytes > MAX_BODY_BYTES) throw new ApiError(413, 'The request body is larger than 16 MB.', 'request_too_large');
    chunks.push(piece);
  }
  return Buffer.concat(chunks);
}

/** The JSON of a request. Throws {@link ApiError} when it is too large or not JSON. */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const bytes = await readBytes(request);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new ApiError(400, 'The body of the request could not be parsed as JSON.');
  }
}
