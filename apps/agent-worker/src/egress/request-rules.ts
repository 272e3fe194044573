/*
 * Trust boundary: the shape of a request. It was written by hostile code and may be any JSON, whatever its type says;
 * after this file its parts have the types they claim and their sizes are within the limits.
 */
import { EgressError, type EgressRequest } from '@cloakroom/sandbox';
import { isUint8Array } from 'node:util/types';
import { z } from 'zod';
import { formatBytes, type EgressLimits } from './egress-limits.js';

const timeoutMs = z.number().positive().max(3_600_000).nullable();

const REQUEST = z.object({
  url: z.string(),
  method: z.string(),
  headers: z.array(z.tuple([z.string(), z.string()])).max(1_000),
  body: z.custom<Uint8Array>((value) => isUint8Array(value)).nullable(),
  redirect: z.enum(['follow', 'manual', 'error']),
  decompress: z.boolean(),
  connectTimeoutMs: timeoutMs,
  readTimeoutMs: timeoutMs,
});

const METHOD = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,32}$/;
const REFUSED_METHODS = new Set(['CONNECT', 'TRACE', 'TRACK']);
const NORMALISED_METHODS = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT']);

function admitMethod(given: string): string {
  if (!METHOD.test(given)) {
    throw new EgressError(
      'BAD_REQUEST',
      'The request method is not one of HTTP. Use GET, POST, PUT, PATCH, DELETE or HEAD.',
    );
  }
  const upper = given.toUpperCase();
  if (REFUSED_METHODS.has(upper)) {
    throw new EgressError(
      'DENIED',
      `The method ${upper} is not allowed: it is not part of a web API's use. Use another.`,
    );
  }
  return NORMALISED_METHODS.has(upper) ? upper : given;
}

/** A request whose parts are what they claim to be. Throws {@link EgressError}. */
export function admitRequest(request: EgressRequest, limits: EgressLimits): EgressRequest {
  const parsed = REQUEST.safeParse(request);
  if (!parsed.success) {
    const part = parsed.error.issues[0]?.path[0];
    throw new EgressError(
      'BAD_REQUEST',
      `The request could not be read: its ${typeof part === 'string' ? part : 'shape'} is not valid.`,
    );
  }
  const { body } = parsed.data;
  if (body !== null && body.byteLength > limits.maxRequestBytes) {
    throw new EgressError(
      'LIMIT',
      `The request body is larger than ${formatBytes(limits.maxRequestBytes)}. Send it in parts.`,
    );
  }
  return { ...parsed.data, method: admitMethod(parsed.data.method) };
}
