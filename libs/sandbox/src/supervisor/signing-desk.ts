/**
 * Passes on what one call wants to have signed. Every field was written by hostile code, possibly by a process that is
 * no longer ours: it is measured, counted and parsed here before the holder of the keys sees it. What goes back is a
 * signature or a sentence, never anything else of this process.
 */
import { z } from 'zod';

import { limitErrors } from '../limit-errors.js';
import type { SandboxLimits } from '../limits.js';
import type { ToolError } from '../sandbox.types.js';
import { SigningError, type SigningPort, type SigningRequest } from '../signing.port.js';

const name = z.string().min(1).max(128);
const keyEncoding = z.enum(['utf8', 'hex', 'base64', 'base64url']);
const jsonObject = z.string().refine(isJsonObject, { error: 'not a JSON object' });
const scopePart = z.string().regex(/^[a-z0-9-]{1,64}$/);
const noBody = z.literal(false);

const requestSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('hmac'),
    name,
    algorithm: z.enum(['sha256', 'sha512']),
    keyEncoding,
    encoding: z.enum(['hex', 'base64', 'base64url']),
    hasBody: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('jwt'),
    name,
    algorithm: z.enum(['HS256', 'HS512']),
    keyEncoding,
    claims: jsonObject,
    header: jsonObject.nullable(),
    hasBody: noBody,
  }),
  z.strictObject({
    kind: z.literal('aws-v4'),
    name,
    accessKeyId: z.string().regex(/^\w{1,128}$/),
    sessionToken: z
      .string()
      .regex(/^[\x21-\x7e]{1,8192}$/)
      .nullable(),
    region: scopePart,
    service: scopePart,
    method: z.string().regex(/^[A-Za-z]{1,20}$/),
    url: z.url({ protocol: /^https?$/ }).max(8_192),
    headers: z
      .array(
        z.tuple([
          z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$/),
          z
            .string()
            .max(16_384)
            .regex(/^[^\0\r\n]*$/),
        ]),
      )
      .max(100),
    bodySha256: z.string().regex(/^(?:[0-9a-f]{64}|UNSIGNED-PAYLOAD)$/),
    date: z
      .string()
      .regex(/^\d{8}T\d{6}Z$/)
      .nullable(),
    hasBody: noBody,
  }),
]);

/** One call's way to signatures, made one after the other. */
export class SigningDesk {
  private asked = 0;
  private bytes = 0;
  private closed = false;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly port: SigningPort | undefined,
    private readonly limits: SandboxLimits,
    private readonly stop: (error: ToolError) => void,
  ) {}

  /** Answers one request for a signature as JSON; `message` is what an HMAC is made over. Never rejects. */
  answer(json: string, message: Uint8Array): Promise<string> {
    const over = this.count(json.length + message.length);
    if (over !== null) {
      this.stop(over);
      return Promise.resolve(refusal(over.message));
    }
    const answer = this.turn.then(() => this.sign(json, message));
    this.turn = answer;
    return answer;
  }

  /** Signs nothing more. */
  close(): void {
    this.closed = true;
  }

  private count(bytes: number): ToolError | null {
    const { signatures, signingBytes } = this.limits;
    this.asked += 1;
    if (this.asked > signatures) return limitErrors.signatures(signatures);
    this.bytes += bytes;
    return this.bytes > signingBytes ? limitErrors.signingBytes(signingBytes) : null;
  }

  private async sign(json: string, message: Uint8Array): Promise<string> {
    if (this.closed) return refusal('The call has ended.');
    const request = parse(json, message);
    if (request === null) return refusal('What should be signed is not well formed: check the arguments.');
    if (this.port === undefined) return refusal('There are no secrets here to sign with.');
    try {
      return JSON.stringify({ ok: true, value: await this.port.sign(request) });
    } catch (error) {
      return refusal(error instanceof SigningError ? error.message : 'The signature could not be made. Try again.');
    }
  }
}

function parse(json: string, message: Uint8Array): SigningRequest | null {
  try {
    const { hasBody, ...request } = requestSchema.parse(JSON.parse(json));
    if (request.kind !== 'hmac') return request;
    return hasBody ? { ...request, message } : null;
  } catch {
    return null;
  }
}

function refusal(message: string): string {
  return JSON.stringify({ ok: false, code: 'SIGNING', message });
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
