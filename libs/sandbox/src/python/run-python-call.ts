/*
 * One program in one isolate. Every message comes from hostile code: kinds that are not known are dropped, the outcome
 * is parsed, and a program that says that it is done twice is heard once. Only strings go in and out.
 */
import type { GuestCall, GuestHost, GuestResult } from '../child/guest-runtime.types.js';
import type { ToolError, WorkspaceFile } from '../sandbox.types.js';
import type { PythonIsolate } from './python-isolate.js';

/** What a call needs of an isolate. */
export type RunnableIsolate = Pick<PythonIsolate, 'listen' | 'run' | 'settle' | 'ranOutOfHeap'>;

/** Messages one program may send before it is stopped; output beyond its limit comes in blocks and stays far below. */
const maxMessages = 1_000_000;

/** What a program may say of itself; the other kinds are found by the host. */
const guestErrorKinds = ['MEMORY', 'OUTPUT_LIMIT', 'EGRESS_DENIED', 'USER_ERROR'] as const;
const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

const crashed: ToolError = {
  kind: 'CRASHED',
  message: 'The Python interpreter broke down while running this program.',
};

const tooDeep: ToolError = {
  kind: 'CRASHED',
  message:
    "The Python interpreter's own stack overflowed: recursion through C, or data nested tens of thousands deep. Nest less.",
};

/** An interpreter that breaks down with so much memory taken has not survived a failed allocation. */
const fullMemoryBytes = 128 * 1_048_576;

const outOfMemory: ToolError = {
  kind: 'MEMORY',
  message:
    "Python's memory limit of 256 MB was reached, and the interpreter broke down of it: work on less data at a time.",
};

const brokeDown: GuestResult = { result: null, error: crashed, files: [] };

const outOfHeap: ToolError = {
  kind: 'MEMORY',
  message: 'The memory limit of 256 MB for JavaScript objects was reached: hold fewer of them in Python.',
};

/** Runs a call in a booted isolate that nobody has used. Never rejects. */
export async function runPythonCall(isolate: RunnableIsolate, call: GuestCall, host: GuestHost): Promise<GuestResult> {
  return new Promise((resolve) => {
    let messages = 0;
    const fail = (error: ToolError) => {
      resolve({ result: null, error, files: [] });
    };
    isolate.listen((kind, id, payload) => {
      messages += 1;
      if (messages > maxMessages) {
        fail({ kind: 'OUTPUT_LIMIT', message: `The program sent more than ${maxMessages} messages to its host.` });
      } else if (kind === 'stdout' || kind === 'stderr') host.output(kind, payload);
      else if (kind === 'call') forward(isolate, host, id, payload);
      else if (kind === 'done') resolve(readOutcome(payload));
      else if (kind === 'fatal') fail(breakdownOf(id, payload));
    });
    isolate.run(encodeCall(call), () => {
      fail(isolate.ranOutOfHeap ? outOfHeap : crashed);
    });
  });
}

/** What the interpreter died of, by the size of its memory and the name of the error that it died with. */
function breakdownOf(memoryBytes: number, errorName: string): ToolError {
  if (errorName === 'RangeError') return tooDeep;
  return memoryBytes >= fullMemoryBytes ? outOfMemory : crashed;
}

function forward(isolate: RunnableIsolate, host: GuestHost, id: number, payload: string): void {
  const end = payload.indexOf('\n');
  void host.call(payload.slice(0, Math.max(end, 0)), payload.slice(end + 1)).then(
    (answer) => {
      isolate.settle(id, answer);
    },
    () => {
      isolate.settle(id, '{"ok":false,"code":"ABORTED","message":"the sandbox could not ask its host"}');
    },
  );
}

function encodeCall(call: GuestCall): string {
  const files = call.files.map(({ path, bytes }) => ({ path, data: Buffer.from(bytes).toString('base64') }));
  return JSON.stringify({ code: call.code, env: call.env, files });
}

/** Checked by hand: this process would take 60 ms to load zod, with which the parent parses it again. */
function readOutcome(payload: string): GuestResult {
  try {
    const { result, error, files } = fieldsOf(JSON.parse(payload));
    if (result !== null && typeof result !== 'string') return brokeDown;
    if (!Array.isArray(files)) return brokeDown;
    return { result, error: error === null ? null : readError(error), files: files.map(readFile) };
  } catch {
    return brokeDown;
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new TypeError('no object');
  return { ...value };
}

function readError(value: unknown): ToolError {
  const { kind, message } = fieldsOf(value);
  const known = guestErrorKinds.find((name) => name === kind);
  if (known === undefined || typeof message !== 'string') throw new TypeError('no error of a program');
  return { kind: known, message };
}

function readFile(value: unknown): WorkspaceFile {
  const { path, data } = fieldsOf(value);
  if (typeof path !== 'string' || typeof data !== 'string' || !base64.test(data)) throw new TypeError('no file');
  return { path, bytes: Buffer.from(data, 'base64') };
}
