import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { buildImage, PythonDriver } from './testing/python-driver.js';

describe('hostile Python', () => {
  let driver: PythonDriver;

  beforeAll(async () => {
    buildImage();
    driver = await PythonDriver.start();
  }, 300_000);

  afterAll(async () => {
    await driver.kill();
  });

  it('P15: finds the isolate behind `js`, and nothing of the host in it', async () => {
    const code = `import js
names = ["process", "require", "module", "Buffer", "global", "fetch", "XMLHttpRequest", "Deno", "read", "load", "setTimeout"]
run = js.constructor.constructor
[name for name in names if run("return typeof " + name)() != "undefined"]`;
    expect(await driver.run(code)).toMatchObject({ result: '[]', error: null });
  });

  it('P15: walks everything reachable from JavaScript without meeting a class of isolated-vm', async () => {
    const code = `import js, pyodide_js
walk = js.eval("""(root) => {
  const seen = new Set(), waiting = [globalThis, root], found = [];
  while (waiting.length > 0 && seen.size < 200000) {
    const value = waiting.pop();
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) continue;
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof root.ffi.PyProxy) continue;
    seen.add(value);
    let name = '';
    try { name = value.constructor?.name ?? ''; } catch {}
    if (['Reference', 'Isolate', 'Context', 'ExternalCopy', 'Callback', 'Script', 'Copy', 'Dereference'].includes(name)) found.push(name);
    for (const key of Reflect.ownKeys(value)) { try { waiting.push(value[key]); } catch {} }
    try { waiting.push(Reflect.getPrototypeOf(value)); } catch {}
  }
  return JSON.stringify([seen.size > 1000, found]);
}""")
walk(pyodide_js)`;
    expect(await driver.run(code)).toMatchObject({ result: '[true,[]]', error: null });
  });

  it.each([
    [
      'pyodide_js._api.loadBinaryFile',
      'import pyodide_js\npyodide_js._api.loadBinaryFile("/etc/passwd")',
      'AttributeError',
    ],
    ['pyodide_js.loadPackage', 'import pyodide_js\npyodide_js.loadPackage("numpy")', 'AttributeError'],
    ['pyodide_js.mountNodeFS', 'import pyodide_js\npyodide_js.mountNodeFS("/mnt", "/")', 'AttributeError'],
    ['an import of node:fs', 'import js\nawait js.eval("import(\'node:fs\')")', 'Error'],
    ['open of a host file', 'open("/etc/passwd")', 'FileNotFoundError'],
    ['subprocess', 'import subprocess\nsubprocess.run(["ls"])', 'processes cannot be started in the sandbox'],
    ['os.system', 'import os\nos.system("ls")', 'processes cannot be started in the sandbox'],
    ['os.fork', 'import os\nos.fork()', 'processes cannot be started in the sandbox'],
    [
      'a thread',
      'import threading\nthreading.Thread(target=print).start()',
      'threads cannot be started in the sandbox',
    ],
    ['input', 'input("name?")', 'EOFError'],
    [
      'a socket that speaks no HTTP',
      'import socket\nsocket.create_connection(("db.test", 5432)).recv(1)',
      'only HTTP and HTTPS requests can leave',
    ],
    [
      'a datagram socket',
      'import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM)',
      'only HTTP and HTTPS requests can leave',
    ],
    ['a listening socket', 'import socket\nsocket.socket().listen()', 'nothing can listen in the sandbox'],
    ['a name look-up', 'import socket\nsocket.gethostbyname("a.test")', 'names are looked up outside of the sandbox'],
  ])('P16: refuses %s with a clear error', async (_what, code, message) => {
    const { error } = await driver.run(code);
    expect(error?.kind).toBe('USER_ERROR');
    expect(error?.message).toContain(message);
  });

  it.each([
    ['os._exit', 'import os\nos._exit(0)', 'USER_ERROR'],
    ['memory growth', 'x = []\nwhile True: x.append(bytearray(10_000_000))', 'MEMORY'],
    ['one huge array', 'bytearray(2**31)', 'USER_ERROR'],
    ['deep recursion', 'def f(): f()\nf()', 'USER_ERROR'],
    ['recursion without a limit', 'import sys\nsys.setrecursionlimit(10**9)\ndef f(): f()\nf()', 'CRASHED'],
    ['recursion in C', 'import json\njson.loads("[" * 1_000_000)', 'CRASHED'],
    [
      'a gigabyte of WebAssembly memory',
      'import js\njs.eval("new WebAssembly.Memory({initial: 16384})")',
      'USER_ERROR',
    ],
    [
      'JavaScript without Promise',
      'import js, time\njs.eval("Promise.prototype.then = null")\ntime.sleep(0)',
      'USER_ERROR',
    ],
    ['a faked fatal error', 'import js, pyodide_js\npyodide_js._api.fatal_error(js.Error.new("x"))', 'CRASHED'],
    ['a faked end', 'import _sandbox.bridge as b\nb.post("done", "not JSON")', 'CRASHED'],
    ['a message of no kind', 'import _sandbox.bridge as b\nb.post("no such kind", "x")', null],
    ['an unknown operation', 'import _sandbox.bridge as b\nb.call("egress.nonsense", {})', null],
    ['an interpreter taken apart', 'import sys\nsys.modules.clear()\ndel __builtins__', null],
    ['a repr that fails', 'class A:\n    def __repr__(self): raise ValueError("no")\nA()', 'USER_ERROR'],
    [
      'an exception that cannot be shown',
      'class E(Exception):\n    def __str__(self): raise ValueError\nraise E',
      'USER_ERROR',
    ],
  ])('P17: survives %s, and the next call works', async (_what, code, kind) => {
    const { error } = await driver.run(code);
    expect(error?.kind ?? null).toBe(kind);
    expect(await driver.run('1 + 1')).toMatchObject({ result: '2', error: null });
  });

  it.each([
    ['an endless loop', 'while True: pass'],
    ['a long calculation', '7 ** 5_000_000 * 3; str(7 ** 5_000_000)'],
    ['a long sleep', 'import time\ntime.sleep(100)'],
  ])(
    'P17: %s ends by SIGKILL alone, and a new process works',
    async (_what, code) => {
      const doomed = await PythonDriver.start();
      doomed.send({ code: `import sys\nsys.setrecursionlimit(50)\n${code}` });
      await doomed.kill();
      expect(await driver.run('"alive"')).toMatchObject({ result: 'alive', error: null });
    },
    30_000,
  );

  it('P09: gives a million lines out in few messages', async () => {
    const { stdout, error } = await driver.run('for n in range(200_000): print("0123456789")');
    expect(error).toBeNull();
    expect(stdout).toHaveLength(2_200_000);
  }, 60_000);
});
