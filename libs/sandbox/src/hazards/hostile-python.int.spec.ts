import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { openKit, type SandboxKit } from './hazard-kit.js';

const PROGRAMS = 60;
const CASES_PER_PROGRAM = 35;

/** Objects that answer whoever touches them with something unpleasant. */
const PRELUDE = `
import asyncio, builtins, io, json, os, sys, time
import js, socket, urllib.request, importlib
from pyodide.ffi import run_sync, to_js, create_proxy
import _sandbox.bridge as bridge, _sandbox.streams as streams
class Trap(Exception):
    def __str__(self): raise Trap
    __repr__ = __str__
def trap(*a, **k): raise Trap()
NAMES = "str repr len iter next bool hash eq lt index int float call getitem setitem contains enter exit await aiter add mul format fspath bytes".split()
Bad = type("Bad", (), {f"__{n}__": trap for n in NAMES})
class Attr:
    def __getattribute__(self, name): raise Trap()
class Liar:
    @property
    def __class__(self): return str
class Text(str):
    def __str__(self): raise Trap()
    encode = split = strip = lower = startswith = __len__ = __iter__ = __format__ = __str__
class Map(dict):
    def items(self): raise Trap()
    keys = values = __iter__ = __getitem__ = get = items
class Number(float):
    def __float__(self): raise Trap()
    __index__ = __int__ = __mul__ = __lt__ = __round__ = __float__
def endless():
    raise Trap()
    yield
ring = []; ring.append(ring)
deep = []
for _ in range(2000): deep = [deep]
thrower = js.Function.new("throw new Error('js')")
proxy = js.Function.new("return new Proxy(function () {}, { get() { throw 1; }, ownKeys() { throw 2; }, apply() { throw 3; } })")()
thenable = js.Function.new("return { then(resolve) { resolve(this === undefined); } }")()
getter = js.Function.new("return { get then() { throw new Error('getter'); }, toJSON() { throw 4; }, toString() { throw 5; } }")()
done = 0
`;

const value = fc.oneof(
  fc.constantFrom(
    ...['None', 'True', '0', '-1', '1e-9', 'float("nan")', '10**400', '""', '"x"', 'b"\\xff"', '"\\ud800"', '"\\0"'],
    ...['()', '[]', '{}', '{1: 2}', 'object()', 'Bad()', 'Attr()', 'Liar()', 'Text("x")', 'Map(a=1)', 'Number(0.1)'],
    ...['endless()', 'ring', 'deep', 'trap', 'Trap', 'Trap()', 'type', 'io.BytesIO(b"x")', 'memoryview(b"x")'],
    ...['js', 'js.undefined', 'js.Object.new()', 'js.Array.new(3)', 'thrower', 'proxy', 'thenable', 'getter'],
    ...['js.Promise.resolve(1)', 'js.Promise.reject(1)', 'js.Uint8Array.new(4)', 'js.BigInt(10)', 'js.Symbol.iterator'],
    ...['to_js([1])', 'to_js({"a": 1})', 'create_proxy(trap)', 'asyncio.sleep(0)', 'sys._getframe()', 'json', 'bridge'],
    ...[
      '{"id": 1, "maxBytes": 5}',
      '{"id": -1, "maxBytes": 1e99}',
      '{"ms": -5}',
      '{"ms": "x"}',
      '{"url": "http://10.0.0.1/"}',
    ],
  ),
  fc.string({ maxLength: 12 }).map((text) => JSON.stringify(text)),
);
const operation = fc.constantFrom(
  '"egress.open"',
  '"egress.read"',
  '"egress.close"',
  '"sleep"',
  '"nope"',
  '"__proto__"',
);
const kind = fc.constantFrom('"stdout"', '"stderr"', '"log"', '"call"', '"timer"', '"nope"', '"constructor"');

const call = fc.oneof(
  fc.tuple(fc.oneof(operation, value), value).map(([op, input]) => `bridge.call(${op}, ${input})`),
  fc.tuple(fc.oneof(operation, value), value).map(([op, input]) => `bridge.tell(${op}, ${input})`),
  fc.tuple(fc.oneof(operation, value), value).map(([op, input]) => `bridge._ask(${op}, ${input})`),
  fc.tuple(operation, value).map(([op, input]) => `run_sync(bridge._ask(${op}, json.dumps(${input})))`),
  fc.tuple(fc.oneof(kind, value), value).map(([to, text]) => `bridge.post(${to}, ${text})`),
  fc.tuple(fc.oneof(kind, value), value).map(([to, text]) => `bridge._post(${to}, ${text})`),
  fc
    .tuple(
      fc.constantFrom(
        ...['bridge.sleep', 'time.sleep', 'bridge._sleep', 'print', 'sys.stdout.write', 'sys.stderr.buffer.write'],
        ...['streams.HostWriter("stdout").write', '(lambda x: os.write(1, x))', 'open', 'os.listdir', 'os.stat'],
        ...['(lambda x: os.environ.__setitem__("A", x))', '(lambda x: os.environ.__setitem__(x, "a"))', 'os.fsencode'],
        ...['urllib.request.urlopen', 'socket.create_connection', 'socket.getaddrinfo', 'importlib.import_module'],
        ...['to_js', 'create_proxy', 'js.Function.new', 'js.JSON.stringify', 'js.Object.keys', 'js.structuredClone'],
        ...[
          'asyncio.run',
          'asyncio.ensure_future',
          'json.dumps',
          'exec',
          'sys.exit',
          'os._exit',
          'os.kill',
          'sys.settrace',
        ],
      ),
      fc.array(value, { minLength: 1, maxLength: 2 }),
    )
    .map(([fn, args]) => `${fn}(${args.join(', ')})`),
);

const ending = fc.oneof(
  { weight: 3, arbitrary: fc.constant('"alive"') },
  { weight: 2, arbitrary: value },
  { weight: 1, arbitrary: fc.constant('trap()') },
);

function toProgram(calls: readonly string[], last: string): string {
  const steps = calls.map((expression) => `try: r = ${expression}; done += 1\nexcept BaseException: pass`);
  return `${PRELUDE}\n${steps.join('\n')}\n${last}`;
}

describe('hostile Python', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('python');
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it(`${String(PROGRAMS * CASES_PER_PROGRAM)} traps in arguments and results of the bridge never hang or reach the host`, async () => {
    const session = kit.sandbox.openSession({ userId: 'u', runId: 'r' });
    const program = fc.tuple(fc.array(call, { minLength: CASES_PER_PROGRAM, maxLength: CASES_PER_PROGRAM }), ending);
    const kinds = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(program, async ([calls, last]) => {
        const { error, durationMs, output, result } = await kit.run({
          session,
          code: toProgram(calls, last),
          env: { CANARY: '1' },
          wallTimeoutMs: 6_000,
        });
        kinds.set(error?.kind ?? 'none', (kinds.get(error?.kind ?? 'none') ?? 0) + 1);
        expect(durationMs).toBeLessThan(12_000);
        expect(`${output}${error?.message ?? ''}${result ?? ''}`).not.toMatch(
          /node:internal|\/dist\/|node_modules|isolated-vm/,
        );
      }),
      { numRuns: PROGRAMS, endOnFailure: true },
    );
    const after = await kit.run({
      session,
      code: 'import json\njson.dumps([n * 2 for n in (1, 2)])',
      wallTimeoutMs: 20_000,
    });
    expect(after).toMatchObject({ ok: true, result: '[2, 4]' });
    await session.close();
    expect((kinds.get('none') ?? 0) + (kinds.get('USER_ERROR') ?? 0)).toBeGreaterThan(PROGRAMS / 3);
  }, 300_000);
});
