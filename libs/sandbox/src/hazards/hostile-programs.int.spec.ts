import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { openKit, type SandboxKit } from './hazard-kit.js';

const PROGRAMS = 100;
const CASES_PER_PROGRAM = 20;

const scalar = fc.constantFrom(
  'undefined',
  'null',
  '0',
  '-1',
  '1e309',
  'NaN',
  '""',
  '"x"',
  '10n',
  'Symbol("s")',
  '[]',
  '{}',
  '/x/',
  'true',
);

/** An expression that answers whoever touches it with something unpleasant. */
const hostile: fc.Arbitrary<string> = fc.oneof(
  scalar,
  scalar.map((value) => `({ then(resolve) { resolve(${value}); } })`),
  fc.constant('({ then() { throw new Error("then"); } })'),
  fc.constant('({ get then() { throw new Error("getter"); } })'),
  scalar.map((value) => `({ toJSON() { return ${value}; } })`),
  fc.constant('({ toJSON() { throw new Error("toJSON"); } })'),
  scalar.map((value) => `({ [Symbol.toPrimitive]() { return ${value}; } })`),
  fc.constant('({ toString() { throw new Error("toString"); } })'),
  fc.constant('({ get length() { throw new Error("length"); }, 0: 1 })'),
  fc.constant(
    'new Proxy(function () {}, { get() { throw new Error("trap"); }, ownKeys() { throw new Error("keys"); } })',
  ),
  fc.constant('new Proxy({}, { get: (target, key) => (key === "then" ? undefined : new Proxy(function () {}, {})) })'),
  fc.constant('new Proxy(new Uint8Array(8), {})'),
  fc.constant('Object.create(null)'),
  fc.constant('Object.defineProperty([], "length", { value: 0, writable: false })'),
  fc.constant('(() => { const a = {}; a.a = a; return a; })()'),
  fc.constant('new Uint8Array(new ArrayBuffer(8, { maxByteLength: 16 }))'),
  fc.constant('(() => { const b = new ArrayBuffer(8); b.transfer(); return b; })()'),
  fc.constant('{ [Symbol.iterator]: function* () { yield* [1, 2]; throw new Error("iterator"); } }'),
  fc.constant('class extends Error { get message() { throw new Error("message"); } get stack() { throw 1; } }'),
  fc.string({ maxLength: 12 }).map((text) => JSON.stringify(text)),
);

const target = fc.constantFrom(
  'console.log',
  'console.error',
  'console.table',
  'console.dir',
  'process.stdout.write',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'queueMicrotask',
  'structuredClone',
  'atob',
  'btoa',
  'crypto.getRandomValues.bind(crypto)',
  'crypto.subtle.digest.bind(crypto.subtle, "SHA-256")',
  'crypto.subtle.importKey.bind(crypto.subtle, "raw")',
  'crypto.subtle.generateKey.bind(crypto.subtle)',
  'crypto.subtle.sign.bind(crypto.subtle)',
  'require',
  'require("crypto").createHash',
  'require("crypto").createHmac',
  'require("crypto").randomBytes',
  'require("crypto").pbkdf2Sync',
  'require("crypto").timingSafeEqual',
  'require("fs").writeFileSync',
  'require("fs").readFileSync',
  'require("fs").promises.readFile',
  'require("util").inspect',
  'new TextDecoder().decode',
  'new TextDecoder("utf-16le").decode.bind(new TextDecoder("gbk"))',
  '((x) => new TextDecoder(x))',
  '((x, y) => new URL(x, y))',
  '((x, y) => new Request(x, y))',
  '((x, y) => new Response(x, y))',
  '((x) => new Headers(x))',
  '((x, y) => new Blob(x, y))',
  '((x) => new ReadableStream(x))',
  '((x, y) => new Event(x, y))',
  '((x) => AbortSignal.any(x))',
  '((x) => process.exit.call(x, 0) && 0, () => 0)',
);

const call = fc
  .tuple(target, fc.array(hostile, { minLength: 1, maxLength: 3 }))
  .map(([fn, args]) => `${fn}(${args.map((arg) => `(${arg.startsWith('{') ? `(${arg})` : arg})`).join(', ')})`);
const pollution = fc.constantFrom(
  '',
  '',
  '',
  'Object.prototype.then = undefined;',
  'Object.prototype.toJSON = () => "evil";',
  'Array.prototype[Symbol.iterator] = undefined;',
  'Array.prototype.push = () => { throw 1; };',
  'Promise.prototype.then = undefined;',
  'JSON.stringify = JSON.parse = () => { throw 1; };',
  'Map.prototype.get = Map.prototype.set = () => undefined;',
  'globalThis.Promise = undefined;',
  'Error.prepareStackTrace = () => { throw 1; };',
);

function toProgram(calls: readonly string[], poison: string): string {
  const steps = calls.map(
    (expression) =>
      `try { const r = ${expression}; if (typeof r === 'object' && r !== null && typeof r.catch === 'function') r.catch(() => {}); if (typeof r === 'object' && r?.unref) clearInterval(r); } catch {}`,
  );
  return `${poison}\n${steps.join('\n')}\nreturn 'alive';`;
}

describe('hostile programs', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('javascript', { idle: { javascript: 2, python: 0 } });
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it(`${String(PROGRAMS * CASES_PER_PROGRAM)} traps in arguments and results never hang, crash or reach the host`, async () => {
    const session = kit.sandbox.openSession({ userId: 'u', runId: 'r' });
    const program = fc.tuple(fc.array(call, { minLength: CASES_PER_PROGRAM, maxLength: CASES_PER_PROGRAM }), pollution);
    await fc.assert(
      fc.asyncProperty(program, async ([calls, poison]) => {
        const { error, result, durationMs, output } = await kit.run({
          session,
          code: toProgram(calls, poison),
          env: { CANARY: '1' },
          wallTimeoutMs: 3_000,
        });
        expect(durationMs).toBeLessThan(8_000);
        expect(error === null ? 'alive' : error.kind).toMatch(/^(alive|USER_ERROR|TIMEOUT|EGRESS_DENIED)$/);
        if (error === null) expect([null, 'alive']).toContain(result);
        expect(`${output}${error?.message ?? ''}`).not.toMatch(/node:internal|\/dist\/|node_modules|isolated-vm/);
      }),
      { numRuns: PROGRAMS, endOnFailure: true },
    );
    const after = await kit.run({ session, code: '[[1, 2].map((n) => n * 2), JSON.stringify({ a: 1 })].join()' });
    expect(after).toMatchObject({ ok: true, result: '2,4,{"a":1}' });
    await session.close();
    expect(Reflect.ownKeys(Object.prototype)).not.toContain('toJSON');
  }, 240_000);
});
