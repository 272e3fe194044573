import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { EgressError, type EgressPort, type EgressRequest } from './egress.port.js';
import { openKit, type SandboxKit } from './hazards/hazard-kit.js';

function answering(requests: EgressRequest[]): EgressPort {
  return {
    request: (request) => {
      requests.push(request);
      if (request.url.includes('denied'))
        return Promise.reject(new EgressError('DENIED', 'This host may not be reached.'));
      const chunks: (Uint8Array | null)[] = [Buffer.from('{"data":['), Buffer.from('{"text":"grüezi"}]}'), null];
      return Promise.resolve({
        status: 200,
        statusText: 'OK',
        url: request.url,
        redirected: false,
        headers: [
          ['content-type', 'application/json'],
          ['set-cookie', 'a=1'],
          ['set-cookie', 'b=2'],
        ],
        body: { read: () => Promise.resolve(chunks.shift() ?? null), cancel: () => undefined },
      });
    },
  };
}

describe('JavaScript runtime', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('javascript', { idle: { javascript: 2, python: 0 } });
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it('runs a program with top-level await, the environment and fetch as it stands', async () => {
    const requests: EgressRequest[] = [];
    const code = `const bearerToken = process.env.X_BEARER_TOKEN;
const response = await fetch(
  "https://api.x.com/2/tweets/search/recent?query=@CreaoAI",
  { headers: { Authorization: \`Bearer \${bearerToken}\` } }
);
console.log(await response.json(), response.headers.getSetCookie());`;
    const { ok, output } = await kit.run({ code, env: { X_BEARER_TOKEN: 'token' }, egress: answering(requests) });
    expect(ok).toBe(true);
    expect(output).toBe("{ data: [ { text: 'grüezi' } ] } [ 'a=1', 'b=2' ]\n");
    expect(requests[0]).toMatchObject({
      url: 'https://api.x.com/2/tweets/search/recent?query=@CreaoAI',
      headers: [['Authorization', 'Bearer token']],
    });
  }, 30_000);

  it('types a refused request as EGRESS_DENIED with its reason', async () => {
    const { error } = await kit.run({ code: 'await fetch("https://denied.example/")', egress: answering([]) });
    expect(error).toMatchObject({
      kind: 'EGRESS_DENIED',
      message: expect.stringContaining('This host may not be reached.'),
    });
  }, 30_000);

  it.each<[string, string, string]>([
    ['last expression', '1 + 1', '2'],
    ['return', 'return "x"', 'x'],
    ['promise', 'async function main() { return { a: [1] } }\nmain()', '{ a: [ 1 ] }'],
    [
      'module syntax',
      'import { createHash } from "node:crypto";\nexport default createHash("md5").update("a").digest("hex")',
      '0cc175b9c0f1b6a831c399e269772661',
    ],
    ['dynamic import', '(await import("node:path")).join("a", "..", "b")', 'b'],
    ['TypeScript', 'enum E { A = 4 }\ninterface T { a: number }\nconst t: T = { a: E.A };\nt.a as number', '4'],
    ['buffer', 'Buffer.from("grüezi").toString("base64")', 'Z3LDvGV6aQ=='],
    ['url', 'new URL("HTTPS://exämple.com:443/a/../b?q=ö").href', 'https://xn--exmple-cua.com/b?q=%C3%B6'],
    ['text codec', 'new TextDecoder("shift_jis").decode(new Uint8Array([0x83, 0x65]))', 'テ'],
    [
      'streaming decoder',
      'const d = new TextDecoder(); d.decode(new Uint8Array([0xc3]), { stream: true }) + d.decode(new Uint8Array([0xbc]))',
      'ü',
    ],
    [
      'streams',
      'let s = ""; for await (const c of new Blob(["ab"]).stream().pipeThrough(new TextDecoderStream())) s += c; s',
      'ab',
    ],
    [
      'form data',
      'const f = new FormData(); f.append("a", new File(["x"], "f.txt")); const r = new Response(f); (await r.formData()).get("a").name',
      'f.txt',
    ],
    [
      'structured clone',
      'structuredClone(new Map([[1, { a: new Date(0) }]]))',
      'Map(1) { 1 => { a: 1970-01-01T00:00:00.000Z } }',
    ],
    [
      'abort',
      'try { AbortSignal.abort().throwIfAborted() } catch (e) { e.name }; AbortSignal.timeout(5).aborted',
      'false',
    ],
    ['hmac', 'require("crypto").createHmac("sha256", "k").update("d").digest("hex").slice(0, 16)', 'e7ea21c3bcb63a4d'],
    ['intl', 'new Intl.NumberFormat("de-DE").format(1234.5)', '1.234,5'],
    [
      'a compressed stream read before its end',
      'const d = new DecompressionStream("gzip"); void d.writable.getWriter().write(require("zlib").gzipSync("early"));' +
        'return new TextDecoder().decode((await d.readable.getReader().read()).value)',
      'early',
    ],
    [
      'a clone of a file',
      'const f = new File(["x"], "n.txt", { type: "a/b" }); const c = structuredClone(f); return [c !== f, c.name, c.type]',
      "[ true, 'n.txt', 'a/b' ]",
    ],
    [
      'an algorithm with an inherited name',
      'return (await crypto.subtle.importKey("raw", new Uint8Array(16), Object.create({ name: "AES-GCM" }), true, ["encrypt"])).type',
      'secret',
    ],
    ['constants of DOMException', '[DOMException.INUSE_ATTRIBUTE_ERR, DOMException.VALIDATION_ERR]', '[ 10, 16 ]'],
    ['assert', 'try { require("assert").strictEqual(1, 2) } catch (e) { return e.code }', 'ERR_ASSERTION'],
  ])(
    '%s',
    async (_name, code, result) => {
      expect(await kit.run({ code })).toMatchObject({ error: null, result });
    },
    30_000,
  );

  it.each([
    [
      'AES-GCM',
      '{ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]',
      'const p = { name: "AES-GCM", iv: new Uint8Array(12) }; new TextDecoder().decode(await s.decrypt(p, k, await s.encrypt(p, k, data)))',
      'data',
    ],
    [
      'HMAC',
      '{ name: "HMAC", hash: "SHA-256" }, true, ["sign", "verify"]',
      'await s.verify("HMAC", k, await s.sign("HMAC", k, data), data)',
      'true',
    ],
    [
      'ECDSA',
      '{ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]',
      'const p = { name: "ECDSA", hash: "SHA-256" }; await s.verify(p, k.publicKey, await s.sign(p, k.privateKey, data), data)',
      'true',
    ],
    [
      'RSA',
      '{ name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" }, true, ["sign", "verify"]',
      'const p = "RSASSA-PKCS1-v1_5"; await s.verify(p, k.publicKey, await s.sign(p, k.privateKey, data), data)',
      'true',
    ],
  ])(
    'crypto.subtle %s',
    async (_name, algorithm, use, result) => {
      const code = `const s = crypto.subtle, data = new TextEncoder().encode('data');\nconst k = await s.generateKey(${algorithm});\n${use}`;
      expect(await kit.run({ code, wallTimeoutMs: 15_000 })).toMatchObject({ error: null, result });
    },
    30_000,
  );

  it('derives bits with HKDF as RFC 5869 says', async () => {
    const code = `const hex = (t) => Uint8Array.fromHex(t), s = crypto.subtle;
const k = await s.importKey('raw', hex('0b'.repeat(22)), 'HKDF', false, ['deriveBits']);
new Uint8Array(await s.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: hex('000102030405060708090a0b0c'), info: hex('f0f1f2f3f4f5f6f7f8f9') }, k, 128)).toHex()`;
    expect(await kit.run({ code })).toMatchObject({ error: null, result: '3cb25f25faacd57a90434f64d0362f2a' });
  }, 30_000);

  it('keeps the order of ticks, microtasks, and then timers and immediates', async () => {
    const code = `setTimeout(() => console.log('timeout'), 0); setImmediate(() => console.log('immediate'));
process.nextTick(() => console.log('tick')); Promise.resolve().then(() => console.log('micro')); console.log('sync');`;
    const { output } = await kit.run({ code });
    // Which of the last two is first depends on the clock, as it does in Node.
    expect(['timeout\nimmediate', 'immediate\ntimeout'].map((last) => `sync\ntick\nmicro\n${last}\n`)).toContain(
      output,
    );
  }, 30_000);

  it('waits for timers and hands back the files that changed', async () => {
    const files = [{ path: 'in.txt', bytes: new TextEncoder().encode('in') }];
    const code =
      'const fs = require("fs"); setTimeout(() => fs.writeFileSync("/workspace/out.txt", fs.readFileSync("in.txt", "utf8") + "!"), 10)';
    const outcome = await kit.run({ code, files });
    expect(outcome.files.map(({ path, bytes }) => [path, new TextDecoder().decode(bytes)])).toEqual([
      ['out.txt', 'in!'],
    ]);
  }, 30_000);

  it("shows the user's own frames with their lines", async () => {
    const { error } = await kit.run({ code: 'function f() {\n  null.x;\n}\nf();' });
    expect(error?.message).toMatch(
      /^TypeError: Cannot read properties of null[^\n]*\n {4}at f \(main\.js:2:\d+\)\n {4}at [^\n]*main\.js:4:\d+\)?$/,
    );
  }, 30_000);

  it('an unhandled rejection ends the program, as in Node', async () => {
    const { error } = await kit.run({
      code: 'Promise.reject(new RangeError("lost")); await new Promise((r) => setTimeout(r, 50)); "no"',
    });
    expect(error).toMatchObject({ kind: 'USER_ERROR', message: expect.stringContaining('RangeError: lost') });
  }, 30_000);
});
