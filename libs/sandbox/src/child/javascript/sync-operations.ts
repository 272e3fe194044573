/**
 * What the isolate asks the sandbox process for and waits: things V8 alone does not have and JavaScript without a JIT
 * does too slowly. Input is hostile JSON, parsed strictly and bounded in size; nothing here touches files, the network
 * or the process, and every failure comes back as text.
 */
import { domainToASCII, domainToUnicode, format as formatUrl } from 'node:url';
import { z } from 'zod';

import { cryptoOperations } from './crypto-operations.js';
import { keyOperations } from './key-operations.js';
import { librarySource } from './guest-library.js';
import type { SyncOperation } from './sync-operation.types.js';
import { urlPatternOperations } from './url-pattern-operations.js';
import { zlibOperations } from './zlib-operations.js';

const decodeInput = z.strictObject({
  label: z.string().max(64),
  data: z.base64(),
  fatal: z.boolean(),
  ignoreBOM: z.boolean(),
});

const partInput = decodeInput.omit({ ignoreBOM: true });

/** Decodes what is whole, and says how many bytes at the end only begin a character. */
function decodePart(input: unknown): { text: string; held: number } {
  const { label, data, fatal } = partInput.parse(input);
  const bytes = Buffer.from(data, 'base64');
  const text = new TextDecoder(label, { fatal }).decode(bytes, { stream: true });
  const lossy = new TextDecoder(label);
  for (let held = 0; held < Math.min(4, bytes.length + 1); held += 1) {
    if (lossy.decode(bytes.subarray(0, bytes.length - held)) === text) return { text, held };
  }
  return { text, held: 0 };
}

const MAX_URL = 2_000_000;
const address = z.string().max(MAX_URL);
const parseUrlInput = z.strictObject({ input: address, base: address.nullable() });
const updateUrlInput = z.strictObject({
  href: address,
  part: z.enum(['protocol', 'host', 'hostname', 'port', 'username', 'password', 'pathname', 'search', 'hash', 'href']),
  value: address,
});
const formatUrlInput = z.strictObject({
  href: address,
  hash: z.boolean(),
  unicode: z.boolean(),
  search: z.boolean(),
  auth: z.boolean(),
});

const operations = new Map<string, SyncOperation>([
  ['url.domainToASCII', (input) => domainToASCII(z.string().max(10_000).parse(input))],
  ['url.domainToUnicode', (input) => domainToUnicode(z.string().max(10_000).parse(input))],
  [
    'url.parse',
    (input) => {
      const { input: text, base } = parseUrlInput.parse(input);
      return URL.parse(text, base ?? undefined)?.href ?? null;
    },
  ],
  [
    'url.record',
    (input) => {
      const { input: text, base } = parseUrlInput.parse(input);
      const url = URL.parse(text, base ?? undefined);
      if (url === null) return null;
      const { protocol, username, password, host, hostname, port, pathname, search, hash, origin } = url;
      const head = url.href.startsWith('//', protocol.length) ? `${protocol}//` : protocol;
      return { protocol, username, password, host, hostname, port, pathname, search, hash, origin, head };
    },
  ],
  ['url.pairs', (input) => [...new URLSearchParams(address.parse(input))]],
  [
    'url.update',
    (input) => {
      const { href, part, value } = updateUrlInput.parse(input);
      const url = new URL(href);
      if (part === 'href' && !URL.canParse(value)) return null;
      url[part] = value;
      return url.href;
    },
  ],
  [
    'url.format',
    (input) => {
      const { href, hash, ...rest } = formatUrlInput.parse(input);
      return formatUrl(new URL(href), { fragment: hash, ...rest });
    },
  ],
  ['library.source', (input) => librarySource(z.string().max(80).parse(input))],
  [
    'text.decode',
    (input) => {
      const { label, data, fatal, ignoreBOM } = decodeInput.parse(input);
      return new TextDecoder(label, { fatal, ignoreBOM }).decode(Buffer.from(data, 'base64'));
    },
  ],
  ['text.decodePart', decodePart],
  ['text.encoding', (input) => new TextDecoder(z.string().max(64).parse(input)).encoding],
  ...cryptoOperations,
  ...keyOperations,
  ...zlibOperations,
  ...urlPatternOperations,
]);

/** Answers one question of the isolate as JSON: `{ok: true, value}` or `{ok: false, name, message}`. */
export function answerSync(operation: string, json: string): string {
  try {
    const run = operations.get(operation);
    if (run === undefined) throw new TypeError('There is no such operation.');
    return JSON.stringify({ ok: true, value: run(JSON.parse(json)) ?? null });
  } catch (error) {
    const name = error instanceof Error && /^[A-Za-z]{1,40}$/.test(error.name) ? error.name : 'Error';
    return JSON.stringify({
      ok: false,
      name: name === 'ZodError' ? 'TypeError' : name,
      message: messageOf(error),
      ...codeOf(error),
    });
  }
}

/** Node's own code, as programs compare it. */
function codeOf(error: unknown): { code?: string } {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{1,80}$/.test(code) ? { code } : {};
}

function messageOf(error: unknown): string {
  if (error instanceof z.ZodError) return 'The arguments are not of the expected type or size.';
  return error instanceof Error ? error.message.slice(0, 300) : 'The operation failed.';
}
