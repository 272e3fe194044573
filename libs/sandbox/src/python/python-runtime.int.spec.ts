import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { PlayedServer } from './testing/played-server.js';
import { buildImage, PythonDriver } from './testing/python-driver.js';

describe('Python in the sandbox', () => {
  let driver: PythonDriver;
  let server: PlayedServer;

  beforeAll(async () => {
    buildImage();
    server = await PlayedServer.start();
    driver = await PythonDriver.start();
  }, 300_000);

  afterAll(async () => {
    await driver.kill();
    await server.stop();
  });

  it.each([
    ['a number', '6 * 7', '42'],
    ['a string as it is', '"plain"', 'plain'],
    ['None as nothing', 'None', null],
    ['a container by its repr', '{"a": [1, None, "x"]}', "{'a': [1, None, 'x']}"],
    ['nothing after a statement', 'x = 1', null],
    ['the value after top-level await', 'import asyncio\nawait asyncio.sleep(0, "later")', 'later'],
    ['a forgotten await', 'async def f(): return 5\nf()', '5'],
    ['asyncio.run', 'import asyncio\nasync def f(): return 1\nasyncio.run(f())', '1'],
    [
      'tasks side by side',
      'import asyncio\nawait asyncio.gather(*[asyncio.sleep(0, n) for n in range(3)])',
      '[0, 1, 2]',
    ],
    [
      'a pool that works inline',
      'from concurrent.futures import *\nlist(ThreadPoolExecutor().map(abs, [-1, -2]))',
      '[1, 2]',
    ],
    ['the standard library', 'import sqlite3\nsqlite3.connect(":memory:").execute("select 1+1").fetchone()', '(2,)'],
    ['time zones', 'import zoneinfo\nstr(zoneinfo.ZoneInfo("Europe/Prague"))', 'Europe/Prague'],
    ['the module __main__', '__name__', '__main__'],
  ])('returns %s', async (_what, code, expected) => {
    const outcome = await driver.run(code);
    expect({ result: outcome.result, error: outcome.error }).toEqual({ result: expected, error: null });
  });

  it.each([
    ['yaml', 'yaml.safe_load("a: [1, 2]")', "{'a': [1, 2]}"],
    ['dateutil.parser', 'str(dateutil.parser.parse("2020-01-02"))', '2020-01-02 00:00:00'],
    ['pytz', 'str(pytz.timezone("Asia/Tokyo"))', 'Asia/Tokyo'],
    ['bs4', 'bs4.BeautifulSoup("<p>x</p>", "html.parser").p.text', 'x'],
    ['jwt', 'jwt.decode(jwt.encode({"a": 1}, "k" * 32), "k" * 32, algorithms=["HS256"])', "{'a': 1}"],
    ['tabulate', 'tabulate.tabulate([[1]], tablefmt="plain")', '1'],
    ['openpyxl', 'len(openpyxl.Workbook().sheetnames)', '1'],
    ['httpx', 'httpx.URL("https://a.test/b").path', '/b'],
  ])('imports %s', async (name, expression, expected) => {
    expect(await driver.run(`import ${name}\n${expression}`)).toMatchObject({ result: expected, error: null });
  });

  it.each(['numpy', 'pandas'])('says what to do instead of %s', async (name) => {
    const { error } = await driver.run(`import ${name}`);
    expect(error?.kind).toBe('USER_ERROR');
    expect(error?.message).toContain(`No module named '${name}': it cannot run in this sandbox. Instead, use`);
  });

  it('gives the environment and nothing besides', async () => {
    const code = 'import os\nos.environ["TOKEN"], dict(os.environ), os.getenv("HOME")';
    const { result } = await driver.run({ code, env: { TOKEN: 'a "value"' } });
    expect(result).toBe(`('a "value"', {'TOKEN': 'a "value"'}, None)`);
  });

  it('starts every call with a fresh interpreter and other random numbers', async () => {
    const first = await driver.run(
      'import builtins, random, os\nbuiltins.len = None\nopen("/tmp/x", "w")\nrandom.random()',
    );
    const second = await driver.run(
      'import os, random\nassert len([1]) == 1 and not os.path.exists("/tmp/x")\nrandom.random()',
    );
    expect(second.error).toBeNull();
    expect(second.result).not.toBe(first.result);
  });

  it('keeps output in order, stream by stream', async () => {
    const code =
      'import sys\nprint("a", end="", flush=True)\nprint("ž€😀", file=sys.stderr)\nsys.stdout.buffer.write(b"b\\n")\nprint("c")';
    expect(await driver.run(code)).toMatchObject({ stdout: 'ab\nc\n', stderr: 'ž€😀\n' });
  });

  it('hands files in and only changed ones out', async () => {
    const code =
      'import os\nos.makedirs("out")\nopen("out/b.txt", "w").write(open("a.txt").read() * 2)\nopen("same.txt", "a").close()';
    const files = [
      { path: 'a.txt', text: 'hi' },
      { path: 'same.txt', text: '' },
    ];
    expect((await driver.run({ code, files })).files).toEqual([{ path: 'out/b.txt', text: 'hihi' }]);
  });

  it('shows the frames of the user alone', async () => {
    const { error } = await driver.run('import json\ndef load():\n    return json.loads("{")\nload()');
    expect(error?.kind).toBe('USER_ERROR');
    expect(error?.message).toContain('File "main.py", line 4, in <module>');
    expect(error?.message).toContain('return json.loads("{")');
    expect(error?.message).toContain('json.decoder.JSONDecodeError: Expecting property name');
    expect(error?.message).not.toMatch(/json\/|_sandbox|python314/);
  });

  it.each([
    ['sys.exit(0)', null],
    ['import sys; sys.exit(3)', 'The program ended with exit code 3.'],
    ['raise SystemExit("bye")', 'The program ended with exit code 1.'],
    ['import os; os._exit(4)', 'The program ended with exit code 4.'],
  ])('ends with the exit code of %s', async (code, message) => {
    const { error } = await driver.run(`import sys\nprint("before")\n${code}`);
    expect(error?.message ?? null).toBe(message);
  });

  it.each([
    [
      'sys.exit in a task',
      'import asyncio, sys\nasync def f(): sys.exit(3)\nasyncio.run(f())',
      'The program ended with exit code 3.',
    ],
    [
      'sys.exit beside top-level await',
      'import asyncio, sys\nawait asyncio.sleep(0)\nsys.exit(4)',
      'The program ended with exit code 4.',
    ],
    [
      'an error in a task',
      'import asyncio\nasync def f(): raise KeyError(1)\nasyncio.run(f())',
      /asyncio\.run\(f\(\)\)[^]*in f\n[^]*KeyError: 1$/,
    ],
    [
      'a module that does not exist',
      'import nosuch',
      /No module named 'nosuch'\nAvailable here: the standard library and bs4, .*yaml\./,
    ],
  ])('reports %s once, and prints nothing besides', async (_what, code, message) => {
    const outcome = await driver.run(code);
    expect(outcome.error?.message).toMatch(message);
    expect(outcome.stderr).toBe('');
  });

  it('sleeps for real and keeps time', async () => {
    const { result } = await driver.run('import time\nt = time.monotonic()\ntime.sleep(0.05)\ntime.monotonic() - t');
    expect(Number(result)).toBeGreaterThanOrEqual(0.049);
    expect(Number(result)).toBeLessThan(2);
  });

  it('cuts a result that is too long and says so', async () => {
    const outcome = await driver.run('"x" * 300_000');
    expect(outcome.error).toMatchObject({ kind: 'OUTPUT_LIMIT', message: expect.stringContaining('300000') });
    expect(outcome.result).toHaveLength(262_144);
  });

  it("runs the product page's program as it stands", async () => {
    const code = `
import os
bearer_token = os.environ["X_BEARER_TOKEN"]
import requests
headers = {"Authorization": f"Bearer {bearer_token}"}
response = requests.get("http://api.x.test:${server.port}/2/tweets/search/recent", params={"query": "@CreaoAI"}, headers=headers)
print(response.status_code, response.json())`;
    const outcome = await driver.run({ code, env: { X_BEARER_TOKEN: 'the-token' } });
    expect(outcome).toMatchObject({ error: null, stdout: "200 {'data': [{'text': 'about @CreaoAI'}]}\n" });
  });
});
