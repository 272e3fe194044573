import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openKit, type SandboxKit } from './hazards/hazard-kit.js';

describe("Node's library in the isolate", () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('javascript', { idle: { javascript: 1, python: 0 } });
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it.each([
    ['base64url', `Buffer.from('{"a":"é"}').toString('base64url')`, 'eyJhIjoiw6kifQ'],
    ['lenient base64', `Buffer.from('aGVs bG8-_=x', 'base64').toString('hex')`, '68656c6c6f3e'],
    ['a view inside its buffer', `new Uint8Array([9, 1, 2]).subarray(1).toHex()`, '0102'],
    ['a write out of range', `try { Buffer.alloc(1).writeUInt8(256) } catch (e) { return e.code }`, 'ERR_OUT_OF_RANGE'],
    [
      'a string in pieces',
      `const d = new (require('string_decoder').StringDecoder)(); [0xe2, 0x82, 0xac].map((b) => d.write(Buffer.from([b]))).join('|')`,
      '||€',
    ],
    [
      'invalid addresses',
      `try { new URL('nope') } catch (e) { return [e.code, e.name, e.input].join() }`,
      'ERR_INVALID_URL,TypeError,nope',
    ],
    [
      'international names',
      `new URL('https://straße.example/ä?ö#ü').href`,
      'https://xn--strae-oqa.example/%C3%A4?%C3%B6#%C3%BC',
    ],
    [
      'an address that is changed',
      `const u = new URL('https://u:p@x.com:8443/a'); u.port = ''; u.searchParams.set('q', '1 2'); u.hash = 'z'; u.href`,
      'https://u:p@x.com/a?q=1+2#z',
    ],
    ['one URL everywhere', `require('url').URL === URL && require('node:buffer').Buffer === Buffer`, 'true'],
    [
      'file addresses',
      `require('url').fileURLToPath('file:///a%20b') + require('url').pathToFileURL('/x#').href`,
      '/a bfile:///x%23',
    ],
    [
      'files, their links and their times',
      `const fs = require('fs'); fs.mkdirSync('t/u', { recursive: true }); fs.writeFileSync('t/a', 'one');
       fs.appendFileSync('t/a', Buffer.from('-two')); fs.symlinkSync('a', 't/l'); fs.linkSync('t/a', 't/h');
       fs.utimesSync('t/a', 1, 2); fs.renameSync('t/u', 't/v');
       JSON.stringify([fs.readFileSync('t/l', 'utf8'), fs.statSync('t/h').nlink, +fs.statSync('t/a').mtime, fs.readdirSync('t'), fs.lstatSync('t/l').isSymbolicLink()])`,
      '["one-two",2,2000,["a","h","l","v"],true]',
    ],
    [
      'failures of files',
      `const fs = require('fs'); const told = (work) => { try { work() } catch (e) { return e.message } };
       [told(() => fs.readFileSync('no')), told(() => fs.rmdirSync('/workspace')), told(() => fs.renameSync('no', 'x')), told(() => fs.openSync(5)),
        told(() => fs.mkdtempSync('no/x')), told(() => fs.watch('.'))].join('|')`,
      "ENOENT: no such file or directory, open 'no'|EBUSY: resource busy or locked, rmdir '/workspace'|ENOENT: no such file or directory, rename 'no' -> 'x'|" +
        'The "path" argument must be of type string or an instance of Buffer or URL. Received type number (5)|' +
        "ENOENT: no such file or directory, mkdtemp 'no/xXXXXXX'|fs.watch() is not available in this sandbox.",
    ],
    [
      'links that lead out of the workspace, or nowhere',
      `const fs = require('fs'); const told = (work) => { try { return work() } catch (e) { return e.code } };
       fs.symlinkSync('/etc/passwd', 'out'); fs.symlinkSync('../../..', 'up'); fs.symlinkSync('round', 'round');
       [told(() => fs.readFileSync('out')), told(() => fs.writeFileSync('out', '')), told(() => fs.readdirSync('up/etc')), told(() => fs.readFileSync('round'))].join()`,
      'EACCES,EACCES,EACCES,ELOOP',
    ],
    [
      'a file by pieces, patterns and copies',
      `const p = require('fs/promises'); const fs = require('fs'); await p.mkdir('c/d', { recursive: true }); const f = await p.open('c/d/x.txt', 'w+');
       await f.write('abc'); await f.write('Z', 1); const { buffer, bytesRead } = await f.read(Buffer.alloc(9), 0, 9, 0); await f.close();
       fs.cpSync('c', 'e', { recursive: true }); const stream = await Array.fromAsync(fs.createReadStream('e/d/x.txt', { start: 1, encoding: 'utf8' }));
       JSON.stringify([buffer.toString('utf8', 0, bytesRead), await Array.fromAsync(p.glob('e/**/*.txt')), stream])`,
      '["aZc",["e/d/x.txt"],["Zc"]]',
    ],
    [
      'a console of its own, and streams that are replaced',
      `let own = ''; const { Writable } = require('stream'); const c = new console.Console(new Writable({ write(t, _e, done) { own += t; done() } }));
       c.table([{ a: 1 }]); let seen = ''; const { write } = process.stdout; process.stdout.write = (t) => { seen += t; return true };
       console.log('x %d', 1); process.stdout.write = write; own.split('\\n').length + seen`,
      '6x 1\n',
    ],
    [
      'timers have their handle as this, can be begun again, and immediates come in rounds',
      `await new Promise((done) => { let left = 2; const t = setTimeout(function () { if (this !== t) throw new Error('this'); if (--left) t.refresh(); else done() }, 1) });
       const order = []; await new Promise((done) => { setImmediate(() => { order.push(1); setImmediate(() => { order.push(3); done() }); }); setImmediate(() => order.push(2)) }); order.join('')`,
      '123',
    ],
    [
      'half of a character of two units',
      `const d = new (require('string_decoder').StringDecoder)('utf16le'); [d.write(Buffer.from('3dd84d', 'hex')).length, d.write(Buffer.from('dc', 'hex')).length].join()`,
      '1,1',
    ],
    ['windows paths', `require('path').win32.join('C:\\\\a', '..', 'b')`, 'C:\\b'],
    [
      'arguments',
      `JSON.stringify(require('util').parseArgs({ args: ['-v', '--n=1'], options: { v: { type: 'boolean', short: 'v' }, n: { type: 'string' } } }).values)`,
      '{"v":true,"n":"1"}',
    ],
    ['proxies', `require('util').types.isProxy(new Proxy({}, {})) && !require('util').types.isProxy({})`, 'true'],
    [
      'a proxy is shown without its traps',
      `let traps = 0; require('util').inspect(new Proxy({ a: 1 }, { get() { traps += 1 } })) + traps`,
      '{ a: 1 }0',
    ],
    [
      'assertion errors',
      `try { require('assert').deepStrictEqual({ a: 1 }, { a: 2 }) } catch (e) { return [e.code, e.operator].join() }`,
      'ERR_ASSERTION,deepStrictEqual',
    ],
    [
      'a pipeline',
      `const { Readable } = require('stream'); await require('stream/promises').pipeline(Readable.from(['a', 'b']), async function* (s) { for await (const c of s) yield c.toUpperCase() }, async (s) => (await Array.fromAsync(s)).join(''))`,
      'AB',
    ],
    [
      'from web stream to node stream',
      `const { Readable } = require('stream'); (await Readable.fromWeb(new Blob(['hi']).stream()).toArray()).join('')`,
      'hi',
    ],
    [
      'compression',
      `const z = require('zlib'); [z.gunzipSync(z.gzipSync('a')), z.brotliDecompressSync(z.brotliCompressSync('b')), z.zstdDecompressSync(z.zstdCompressSync('c')), z.crc32('hello')].join()`,
      'a,b,c,907060870',
    ],
    [
      'compression streams',
      `await new Response(new Blob(['x'.repeat(9)]).stream().pipeThrough(new CompressionStream('gzip')).pipeThrough(new DecompressionStream('gzip'))).text()`,
      'xxxxxxxxx',
    ],
    [
      'what is not compressed',
      `try { require('zlib').inflateSync('nope') } catch (e) { return e.code }`,
      'Z_DATA_ERROR',
    ],
    [
      'AES-GCM',
      `const c = require('crypto'), k = Buffer.alloc(32), n = Buffer.alloc(12); const e = c.createCipheriv('aes-256-gcm', k, n); const x = e.update('hi', 'utf8', 'hex') + e.final('hex'); const d = c.createDecipheriv('aes-256-gcm', k, n).setAuthTag(e.getAuthTag()); d.update(x, 'hex', 'utf8') + d.final('utf8')`,
      'hi',
    ],
    [
      'a wrong tag',
      `const d = require('crypto').createDecipheriv('aes-256-gcm', Buffer.alloc(32), Buffer.alloc(12)).setAuthTag(Buffer.alloc(16)); d.update('aa', 'hex'); try { d.final() } catch (e) { return e.message }`,
      'Unsupported state or unable to authenticate data',
    ],
    [
      'signatures',
      `const c = require('crypto'); const { publicKey, privateKey } = c.generateKeyPairSync('ec', { namedCurve: 'P-256' }); const s = c.createSign('sha256').update('a').sign(privateKey); [c.verify('sha256', Buffer.from('a'), publicKey, s), c.verify('sha256', Buffer.from('b'), publicKey, s)].join()`,
      'true,false',
    ],
    [
      'key wrapping',
      `const s = crypto.subtle; const w = await s.generateKey({ name: 'AES-KW', length: 128 }, false, ['wrapKey', 'unwrapKey']); const k = await s.importKey('raw', new Uint8Array(16), 'AES-GCM', true, ['encrypt']); const b = await s.unwrapKey('raw', await s.wrapKey('raw', k, w, 'AES-KW'), w, 'AES-KW', 'AES-GCM', true, ['encrypt']); Buffer.from(await s.exportKey('raw', b)).toString('hex')`,
      '0'.repeat(32),
    ],
    [
      'AsyncLocalStorage',
      `const { AsyncLocalStorage } = require('async_hooks'); const a = new AsyncLocalStorage(); const f = async () => { await new Promise((r) => setTimeout(r, 2)); return a.getStore() }; (await Promise.all([a.run(1, f), a.run(2, f)])).join()`,
      '1,2',
    ],
    [
      'signals that depend on others',
      `const a = new AbortController(); const s = AbortSignal.any([a.signal]); let seen; a.signal.onabort = (e) => { seen = [s.aborted, e.isTrusted] }; a.abort(); seen.join()`,
      'true,true',
    ],
    [
      'file streams and lines',
      `const fs = require('fs'); const { Readable } = require('stream'); await require('stream/promises').pipeline(Readable.from(['a\\n', 'b\\n']), fs.createWriteStream('t.txt')); const lines = []; for await (const line of require('readline').createInterface({ input: fs.createReadStream('t.txt') })) lines.push(line); lines.join()`,
      'a,b',
    ],
    [
      'descriptors',
      `const fs = require('fs'); const fd = fs.openSync('d.bin', 'w+'); fs.writeSync(fd, 'hello'); const b = Buffer.alloc(3); fs.readSync(fd, b, 0, 3, 1); fs.closeSync(fd); b.toString()`,
      'ell',
    ],
    [
      'an import of require',
      `import { createRequire } from 'node:module'; createRequire(import.meta.url)('os').EOL`,
      '\n',
    ],
    ['URLPattern', `new URLPattern({ pathname: '/a/:id' }).exec('https://x.com/a/7').pathname.groups.id`, '7'],
    [
      'message channels',
      `const { port1, port2 } = new MessageChannel(); const got = new Promise((r) => { port1.onmessage = (e) => r(e.data.a) }); port2.postMessage({ a: 4 }); const v = await got; port1.close(); v`,
      '4',
    ],
    [
      'a character in two pieces, in an old encoding',
      `const d = new TextDecoder('shift_jis'); d.decode(new Uint8Array([0x82]), { stream: true }) + d.decode(new Uint8Array([0xa0]))`,
      'あ',
    ],
    [
      'a stream that is handed over',
      `const s = ReadableStream.from(['q']); const t = structuredClone(s, { transfer: [s] }); [(await t.getReader().read()).value, s.locked].join()`,
      'q,true',
    ],
    ['the address of a file', `await (await fetch(URL.createObjectURL(new Blob(['obj'])))).text()`, 'obj'],
    [
      'files of the workspace',
      `const fs = require('fs'); fs.mkdirSync('lib'); fs.writeFileSync('lib/a.js', 'exports.n = require("./b").n + 1; exports.dir = __dirname'); fs.writeFileSync('lib/b.json', '{"n": 1}'); const a = require('./lib/a'); [a.n, a.dir, require('./lib/a') === a].join()`,
      '2,/workspace/lib,true',
    ],
    ['interfaces', `Object.keys(Blob.prototype).includes('size') && String(new Blob())`, '[object Blob]'],
    [
      'measures',
      `performance.mark('a'); performance.measure('m', 'a'); performance.getEntriesByType('measure').length`,
      '1',
    ],
  ])(
    '%s',
    async (_name, code, result) => {
      expect(await kit.run({ code })).toMatchObject({ error: null, result });
    },
    30_000,
  );

  it('emits exit once, and lets handlers take what nobody caught', async () => {
    const outcome = await kit.run({
      code: `process.on('exit', (code) => console.log('exit', code));
process.on('uncaughtException', (error) => console.log('caught', error.message));
setTimeout(() => { throw new Error('late') }, 1);`,
    });
    expect(outcome).toMatchObject({ error: null, output: 'caught late\nexit 0\n' });
  }, 30_000);
});
