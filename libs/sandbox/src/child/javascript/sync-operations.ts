/**
 * What the isolate asks the sandbox process for and waits: things V8 alone does not have and JavaScript without a JIT
 * does too slowly. Input is hostile JSON, parsed strictly and bounded in size; nothing here touches files, the network
 * or the process, and every failure comes back as text.
 */
import { domainToASCII } from 'node:url';
import { z } from 'zod';

import { cryptoOperations } from './crypto-operations.js';
import type { SyncOperation } from './sync-operation.types.js';

const decodeInput = z.strictObject({
  label: z.string().max(64),
  data: z.base64(),
  fatal: z.boolean(),
  ignoreBOM: z.boolean(),
});

const operations = new Map<string, SyncOperation>([
  ['url.domainToASCII', (input) => domainToASCII(z.string().max(10_000).parse(input))],
  [
    'text.decode',
    (input) => {
      const { label, data, fatal, ignoreBOM } = decodeInput.parse(input);
      return new TextDecoder(label, { fatal, ignoreBOM }).decode(Buffer.from(data, 'base64'));
    },
  ],
  ['text.encoding', (input) => new TextDecoder(z.string().max(64).parse(input)).encoding],
  ...cryptoOperations,
]);

/** Answers one question of the isolate as JSON: `{ok: true, value}` or `{ok: false, name, message}`. */
export function answerSync(operation: string, json: string): string {
  try {
    const run = operations.get(operation);
    if (run === undefined) throw new TypeError('There is no such operation.');
    return JSON.stringify({ ok: true, value: run(JSON.parse(json)) ?? null });
  } catch (error) {
    const name = error instanceof Error && /^[A-Za-z]{1,40}$/.test(error.name) ? error.name : 'Error';
    return JSON.stringify({ ok: false, name: name === 'ZodError' ? 'TypeError' : name, message: messageOf(error) });
  }
}

function messageOf(error: unknown): string {
  if (error instanceof z.ZodError) return 'The arguments are not of the expected type or size.';
  return error instanceof Error ? error.message.slice(0, 300) : 'The operation failed.';
}
