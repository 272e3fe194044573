import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { EgressError, type EgressPort } from '../egress.port.js';
import { openKit, type SandboxKit } from './hazard-kit.js';

/** A server whose body is larger than the limit: it breaks off after its first bytes. */
const tooLarge: EgressPort = {
  request: ({ url }) => {
    let reads = 0;
    return Promise.resolve({
      status: 200,
      statusText: 'OK',
      url,
      redirected: false,
      headers: [['Connection', 'close']] as const,
      body: {
        read: (max) => {
          reads += 1;
          if (reads > 2) return Promise.reject(new EgressError('LIMIT', 'The response is larger than 8 MB.'));
          return Promise.resolve(new Uint8Array(max));
        },
        cancel: () => undefined,
      },
    });
  },
};

describe('hostile Python that once did harm', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('python');
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it.each([
    ['full memory', 'a = []\nwhile True: a.append([0] * 1000)'],
    ['full memory in a function', 'def f():\n  a = []\n  while True: a.append([0] * 1000)\nf()'],
    // Each start ends at another place of the interpreter's memory.
    ...[0, 1, 2, 3, 4, 5].map((n) => [
      `full memory after ${String(n * 43_000)} bytes`,
      `p = bytearray(${String(n * 43_000)})\ndef f():\n  a = []\n  while True: a.append([0] * 300)\nf()`,
    ]),
  ])(
    '%s is a lack of memory, with the line where it happened',
    async (_name, code) => {
      const { error } = await kit.run({ code, wallTimeoutMs: 30_000 });
      expect(error).toMatchObject({
        kind: 'MEMORY',
        message: expect.stringMatching(/256 MB[^]*MemoryError/),
      });
    },
    60_000,
  );

  it('an interpreter that dies of full memory says that it was the memory', async () => {
    const code = 'def f():\n  a = ""\n  while True: a += "y" * 300_000\nf()';
    const { error } = await kit.run({ code, wallTimeoutMs: 30_000 });
    expect(error).toMatchObject({ kind: 'MEMORY', message: expect.stringMatching(/256 MB/) });
  }, 60_000);

  it('output past the streams is shown, and a flood of it ends as one', async () => {
    const code = 'import os\nos.write(1, "grüße\\n".encode())\nprint("then")\nos.write(2, b"no line")';
    expect(await kit.run({ code, wallTimeoutMs: 20_000 })).toMatchObject({ output: 'grüße\nthen\nno line' });
    const flood = await kit.run({ code: 'import os\nwhile True: os.write(2, b"x" * 65536)', wallTimeoutMs: 20_000 });
    expect(flood.error?.kind).toBe('OUTPUT_LIMIT');
  }, 60_000);

  it.each([
    ['urllib', 'import urllib.request\nlen(urllib.request.urlopen("http://a.example/").read())'],
    ['requests', 'import requests\nlen(requests.get("http://a.example/").content)'],
    [
      'a socket',
      'import socket\ns = socket.create_connection(("a.example", 80))\ns.sendall(b"GET / HTTP/1.1\\r\\nHost: a.example\\r\\n\\r\\n")\nwhile s.recv(65536): pass',
    ],
  ])(
    'a response beyond the limit is an error for %s, never a shorter answer',
    async (_name, code) => {
      const { error, result } = await kit.run({ code, egress: tooLarge, wallTimeoutMs: 20_000 });
      expect(result).toBeNull();
      expect(error).toMatchObject({
        kind: 'USER_ERROR',
        message: expect.stringContaining('larger than 8 MB'),
      });
    },
    30_000,
  );

  it('a path that is too long is named as what went wrong', async () => {
    const code = 'import os\nfor i in range(7):\n  os.mkdir("d" * 200); os.chdir("d" * 200)\nopen("f", "w").write("1")';
    const { error } = await kit.run({ code, wallTimeoutMs: 20_000 });
    expect(error).toMatchObject({ kind: 'USER_ERROR', message: expect.stringContaining('limit is 1000') });
  }, 30_000);

  it.each([
    [
      'built-ins',
      'import builtins\nfor n in ("print", "repr", "str", "isinstance", "len", "Exception", "type"): setattr(builtins, n, None)\nraise ValueError("mine")',
    ],
    [
      'a trace function',
      'import sys\ndef t(*a): raise ValueError("mine")\nsys.settrace(t); sys.setprofile(t)\nraise ValueError("mine")',
    ],
  ])(
    '%s of the program do not keep its error from being told',
    async (_name, code) => {
      const { error } = await kit.run({ code, wallTimeoutMs: 20_000 });
      expect(error).toMatchObject({ kind: 'USER_ERROR', message: expect.stringContaining('mine') });
    },
    30_000,
  );
});
