import { beforeEach, describe, expect, it } from '@jest/globals';

import type { GuestHost } from '../child/guest-runtime.types.js';
import { runPythonCall, type RunnableIsolate } from './run-python-call.js';

const call = { code: '1', env: {}, files: [{ path: 'a', bytes: Buffer.from('hi') }] };
const done = JSON.stringify({ result: 'r', error: null, files: [{ path: 'b', data: 'aGk=' }] });

class FakeIsolate implements RunnableIsolate {
  say: (kind: string, id: number, payload: string) => void = () => undefined;
  breakDown: () => void = () => undefined;
  ranOutOfHeap = false;
  given = '';
  readonly settled: [number, string][] = [];

  listen(listener: (kind: string, id: number, payload: string) => void): void {
    this.say = listener;
  }
  run(callJson: string, brokeDown: () => void): void {
    this.given = callJson;
    this.breakDown = brokeDown;
  }
  settle(id: number, text: string): void {
    this.settled.push([id, text]);
  }
}

describe('runPythonCall', () => {
  let isolate: FakeIsolate;
  let output: string[];
  let asked: string[];
  let host: GuestHost;

  beforeEach(() => {
    isolate = new FakeIsolate();
    output = [];
    asked = [];
    host = {
      call: (operation, json) => {
        asked.push(`${operation} ${json}`);
        return operation === 'fails' ? Promise.reject(new Error('/host/path')) : Promise.resolve('{"ok":true}');
      },
      output: (stream, text) => output.push(`${stream}: ${text}`),
    };
  });

  it('hands the call in as JSON and the outcome out', async () => {
    const outcome = runPythonCall(isolate, call, host);
    expect(JSON.parse(isolate.given)).toEqual({ code: '1', env: {}, files: [{ path: 'a', data: 'aGk=' }] });
    isolate.say('stdout', 0, 'x');
    isolate.say('done', 0, done);
    expect(await outcome).toEqual({ result: 'r', error: null, files: [{ path: 'b', bytes: Buffer.from('hi') }] });
    expect(output).toEqual(['stdout: x']);
  });

  it.each([
    ['no JSON', 'x'],
    ['another shape', '{"result": 1}'],
    [
      'a kind that only the host may give',
      JSON.stringify({ result: null, error: { kind: 'TIMEOUT', message: '' }, files: [] }),
    ],
  ])('takes an outcome that is %s for a crash', async (_what, payload) => {
    const outcome = runPythonCall(isolate, call, host);
    isolate.say('done', 0, payload);
    expect((await outcome).error?.kind).toBe('CRASHED');
  });

  it('hears the first outcome alone, and drops messages of no known kind', async () => {
    const outcome = runPythonCall(isolate, call, host);
    isolate.say('nonsense', 1, 'x');
    isolate.say('done', 0, done);
    isolate.say('fatal', 0, 'later');
    expect((await outcome).result).toBe('r');
  });

  it('answers each operation, and says nothing of why the host failed', async () => {
    const outcome = runPythonCall(isolate, call, host);
    isolate.say('call', 7, 'egress.read\n{"id":1}');
    isolate.say('call', 8, 'fails\n{}');
    isolate.say('call', 9, 'no line end');
    isolate.say('done', 0, done);
    await outcome;
    await new Promise(setImmediate);
    expect(asked).toEqual(['egress.read {"id":1}', 'fails {}', ' no line end']);
    expect(isolate.settled.map(([id]) => id).sort()).toEqual([7, 8, 9]);
    expect(JSON.stringify(isolate.settled)).not.toContain('/host/path');
  });

  it('calls a full JavaScript heap MEMORY and any other breakdown CRASHED', async () => {
    const crashed = runPythonCall(isolate, call, host);
    isolate.breakDown();
    expect((await crashed).error?.kind).toBe('CRASHED');
    isolate.ranOutOfHeap = true;
    const full = runPythonCall(isolate, call, host);
    isolate.breakDown();
    expect((await full).error?.kind).toBe('MEMORY');
  });

  it.each([
    [200 * 1_048_576, 'RuntimeError', 'MEMORY', /256 MB/],
    [40 * 1_048_576, 'RuntimeError', 'CRASHED', /broke down/],
    [200 * 1_048_576, 'RangeError', 'CRASHED', /stack overflowed/],
  ])('an interpreter of %d bytes that died of a %s is %s', async (bytes, name, kind, message) => {
    const outcome = runPythonCall(isolate, call, host);
    isolate.say('fatal', bytes, name);
    expect((await outcome).error).toMatchObject({ kind, message: expect.stringMatching(message) });
  });

  it('stops a program that floods its host', async () => {
    const outcome = runPythonCall(isolate, call, host);
    for (let count = 0; count <= 1_000_000; count += 1) isolate.say('x', 0, '');
    expect((await outcome).error?.kind).toBe('OUTPUT_LIMIT');
  });
});
