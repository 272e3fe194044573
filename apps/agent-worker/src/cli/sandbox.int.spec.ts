import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const ENTRY = join(import.meta.dirname, '../../dist/cli/sandbox.js');

const lineSchema = z.strictObject({
  file: z.string(),
  ok: z.boolean(),
  result: z.string().nullable(),
  output: z.string(),
  error: z.strictObject({ kind: z.string(), message: z.string() }).nullable(),
  requests: z.array(
    z.strictObject({
      method: z.string(),
      host: z.string(),
      status: z.number().nullable(),
      bytes: z.number(),
      ms: z.number(),
    }),
  ),
  ms: z.number(),
});

interface Ended {
  readonly status: number | null;
  readonly lines: z.infer<typeof lineSchema>[];
  readonly errors: string;
}

describe('the sandbox command', () => {
  let folder: string;
  let server: Server;
  let host: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cloakroom-cli-'));
    server = createServer((request, response) => {
      if (request.url === '/hop') response.writeHead(302, { location: 'http://b.example/end' }).end();
      else if (request.url === '/inside') response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
      else if (request.url === '/cut') request.socket.destroy();
      else response.end(`seen ${request.method ?? ''} ${request.headers.host ?? ''}`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });

  async function file(name: string, content: string | Uint8Array): Promise<string> {
    await writeFile(join(folder, name), content);
    return name;
  }

  function start(args: readonly string[]) {
    const child = spawn(process.execPath, [ENTRY, ...args], {
      cwd: folder,
      env: {},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, errors] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
    const ended = new Promise<Ended>((resolve) => {
      child.once('close', (status) => {
        const lines = out.split('\n').filter((line) => line !== '');
        resolve({ status, lines: lines.map((line) => lineSchema.parse(JSON.parse(line))), errors });
      });
    });
    return { child, ended, printed: () => out };
  }

  const run = (...args: string[]): Promise<Ended> => start(args).ended;

  describe('JavaScript', () => {
    const table: [kind: string | null, code: string, message: string][] = [
      [null, '1 + 1', ''],
      ['USER_ERROR', 'throw new RangeError("mine")', 'RangeError: mine'],
      ['USER_ERROR', 'let let = 1', 'SyntaxError'],
      ['TIMEOUT', 'for(;;);', '1,000 ms'],
      ['TIMEOUT', '(2n**30000000n).toString()', '1,000 ms'],
      ['MEMORY', 'const a = []; for (;;) a.push({ a: 1, b: [2] })', 'MB'],
      ['OUTPUT_LIMIT', 'for (let i = 0; i < 1e6; i++) console.log(i)', 'output'],
      ['OUTPUT_LIMIT', '"x".repeat(1e6)', '256 KB'],
      ['EGRESS_DENIED', 'await fetch("http://169.254.169.254/latest")', 'link-local'],
      ['USER_ERROR', 'await fetch("http://a.example/cut")', 'fetch failed'],
    ];

    it('names each kind of error, in the order of the files', async () => {
      const names = await Promise.all(table.map(([, code], index) => file(`kind-${index}.js`, code)));
      const { status, lines } = await run('--lang', 'js', '--host', `a.example=${host}`, ...names);
      expect(status).toBe(0);
      expect(lines.map((line) => [line.file, line.error?.kind ?? null])).toEqual(
        table.map(([kind], index) => [`kind-${index}.js`, kind]),
      );
      expect(lines.map(({ error }, index) => error?.message.includes(table[index]?.[2] ?? '?') ?? true)).toEqual(
        table.map(() => true),
      );
    }, 60_000);

    it('signs with the variables that it is given, and with no others', async () => {
      const name = await file(
        'sign.js',
        'return [await secrets.hmac("KEY", "what do ya want for nothing?"), await secrets.hmac("toString", "x").catch((e) => e.name)].join()',
      );
      const { lines } = await run('--lang', 'js', '--env', 'KEY=Jefe', name);
      const rfc4231 = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
      expect(lines).toMatchObject([{ ok: true, result: `${rfc4231},SecretError` }]);
    }, 60_000);

    it('tells the requests of success, redirect hops, denial and network error', async () => {
      const names = [
        await file('ok.js', 'await (await fetch("http://a.example/ok?q=1", { method: "POST", body: "b" })).text()'),
        await file('hops.js', 'await (await fetch("http://a.example/hop")).text()'),
        await file('inside.js', 'await fetch("http://a.example/inside").catch(() => "refused")'),
        await file('denied.js', 'await fetch("http://10.0.0.1:8080/").catch(() => "refused")'),
        await file('cut.js', 'await fetch("http://a.example/cut").catch(() => "cut")'),
      ];
      const { lines } = await run(
        ...['--lang', 'js', '--host', `a.example=${host}`, '--host', `b.example=${host}`],
        ...names,
      );
      const seen = lines.map(({ requests }) => requests.map(({ ms, ...rest }) => ({ ...rest, timed: ms >= 0 })));
      const timed = true;
      expect(lines.map(({ result }) => result)).toEqual([
        'seen POST a.example',
        'seen GET b.example',
        'refused',
        'refused',
        'cut',
      ]);
      expect(seen).toEqual([
        [{ method: 'POST', host: 'a.example', status: 200, bytes: 19, timed }],
        [
          { method: 'GET', host: 'a.example', status: 302, bytes: 0, timed },
          { method: 'GET', host: 'b.example', status: 200, bytes: 18, timed },
        ],
        [
          { method: 'GET', host: 'a.example', status: 302, bytes: 0, timed },
          { method: 'GET', host: '127.0.0.1:1', status: null, bytes: 0, timed },
        ],
        [{ method: 'GET', host: '10.0.0.1:8080', status: null, bytes: 0, timed }],
        [{ method: 'GET', host: 'a.example', status: null, bytes: 0, timed }],
      ]);
    }, 60_000);
  });

  it('names each kind of error in Python', async () => {
    const table: [kind: string | null, code: string][] = [
      [null, 'import os; os.environ["A"] + os.environ["B"]'],
      ['USER_ERROR', '1/0'],
      ['USER_ERROR', 'def'],
      ['MEMORY', 'bytearray(2**30)'],
      ['OUTPUT_LIMIT', 'for i in range(10**6): print("x" * 100)'],
      ['EGRESS_DENIED', 'import urllib.request; urllib.request.urlopen("http://127.0.0.1:9/")'],
      ['CRASHED', 'import sys; sys.setrecursionlimit(10**9)\ndef f(n): return f(n + 1) + 1\nf(0)'],
    ];
    const names = await Promise.all(table.map(([, code], index) => file(`kind-${index}.py`, code)));
    const { status, lines } = await run('--lang', 'py', '--env', 'A=x=y', '--env', 'B=', ...names);
    expect(status).toBe(0);
    expect(lines.map(({ error }) => error?.kind ?? null)).toEqual(table.map(([kind]) => kind));
    expect(lines[0]?.result).toBe('x=y');
  }, 90_000);

  it('gives files that cannot be run a line of their own', async () => {
    await mkdir(join(folder, 'directory.js'));
    const names = [
      'missing.js',
      'directory.js',
      await file('empty.js', ''),
      await file('large.js', Buffer.alloc(10_000_000, 32)),
      await file('not-utf8.js', Buffer.from('"a\xff"', 'latin1')),
      await file('mark.js', '\ufeff"after the mark"'),
      await file('odd name\n.js', '"odd"'),
      '-',
    ];
    const { status, lines } = await run('--lang', 'js', '--', ...names);
    expect(status).toBe(0);
    expect(lines.map((line) => [line.file, line.result, line.error?.message ?? null])).toEqual([
      ['missing.js', null, 'The file cannot be read: it does not exist.'],
      ['directory.js', null, 'The file cannot be read: it is a directory.'],
      ['empty.js', null, null],
      ['large.js', null, expect.stringContaining('10,000,000 characters; the limit is 1 MB') as string],
      ['not-utf8.js', 'a\ufffd', null],
      ['mark.js', 'after the mark', null],
      ['odd name\n.js', 'odd', null],
      ['-', null, 'The file cannot be read: it does not exist.'],
    ]);
    const python = await run('--lang', 'py', await file('not-utf8.py', Buffer.from('"a\xff"', 'latin1')));
    expect(python.lines[0]?.error).toMatchObject({
      kind: 'USER_ERROR',
      message: expect.stringMatching(/UTF-8/) as string,
    });
  }, 60_000);

  it.each([
    ['no language', ['a.js']],
    ['an unknown language', ['--lang', 'ruby', 'a.js']],
    ['an unknown option', ['--lang', 'js', '--wat', 'a.js']],
    ['no file', ['--lang', 'js']],
    ['a variable without a value', ['--lang', 'js', '--env', 'NAME', 'a.js']],
    ['a host that is an address', ['--lang', 'js', '--host', '10.0.0.1=http://127.0.0.1:1', 'a.js']],
    ['a target that is not on this machine', ['--lang', 'js', '--host', 'a.example=http://10.0.0.1:1', 'a.js']],
  ])('refuses %s with status 2 and how it is used', async (_name, args) => {
    const { status, lines, errors } = await run(...args);
    expect({ status, lines }).toEqual({ status: 2, lines: [] });
    expect(errors).toContain('Usage: npm run --silent sandbox');
  });

  it('runs 200 files in order, each from a clean start', async () => {
    const code =
      'const before = globalThis.left; globalThis.left = 1; require("fs").writeFileSync("/workspace/a", ""); before';
    const names = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? 'left.js' : `own-${index}.js`));
    await Promise.all(names.map((name, index) => file(name, index % 2 === 0 ? code : `${index}`)));
    const { status, lines } = await run('--lang', 'js', ...names);
    expect(status).toBe(0);
    expect(lines.map((line) => [line.file, line.result])).toEqual(
      names.map((name, index) => [name, index % 2 === 0 ? null : String(index)]),
    );
  }, 60_000);

  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s ends what runs and what has not begun as CANCELLED',
    async (signal) => {
      const names = [await file('quick.js', '1'), await file('hangs.js', 'await new Promise(() => {})')];
      const { child, ended, printed } = start(['--lang', 'js', ...names, ...Array<string>(20).fill('hangs.js')]);
      child.stdout.once('data', () => {
        expect(printed()).toContain('quick.js');
        child.kill(signal);
      });
      const { status, lines } = await ended;
      expect(status).toBe(0);
      expect(lines.map(({ error }) => error?.kind ?? null)).toEqual([null, ...Array<string>(21).fill('CANCELLED')]);
    },
    60_000,
  );
});
