/**
 * The sandbox process. It starts with an empty environment, an empty directory and one descriptor, prepares one
 * language before any agent code is there, and then runs calls of one run, one fresh isolate each.
 * Nothing here is a secret except what the current call brings; the parent kills this process whenever it wants to.
 */
import { limitErrors, cutResult } from '../limit-errors.js';
import { LIMITS, type SandboxLimits } from '../limits.js';
import type { ChildMessage, ParentMessage } from '../protocol/messages.js';
import type { ToolError } from '../sandbox.types.js';
import { CallHost } from './call-host.js';
import { Channel } from './channel.js';
import type { GuestResult, GuestRuntime } from './guest-runtime.types.js';
import { createRuntime } from './create-runtime.js';

const language = process.argv[2] === 'python' ? 'python' : 'javascript';
const limits: SandboxLimits = LIMITS[language];

type RunMessage = Extract<ParentMessage, { t: 'run' }>;
type Send = (message: ChildMessage, bytes?: Uint8Array) => void;

/** Room for the line that says how much of a result was cut. */
const CUT_NOTE_CHARS = 200;

let current: CallHost | null = null;
let currentCall = -1;

const channel = new Channel(onMessage);
const runtime = await start();

async function start(): Promise<GuestRuntime> {
  const made = await createRuntime(language, limits);
  if (made.runtime === null) {
    channel.send({ t: 'failed', message: made.message });
    return new Promise(() => undefined);
  }
  await made.runtime.prepare();
  if (language === 'javascript') await rehearse(made.runtime);
  channel.send({ t: 'ready', note: made.note, requests: made.requests });
  return made.runtime;
}

/** Runs a program of our own that nobody hears of, so that the first real one finds this process's own code compiled. */
async function rehearse(made: GuestRuntime): Promise<void> {
  await run({ t: 'run', call: currentCall, code: '1', env: {}, files: [] }, made, () => undefined);
  await made.prepare();
}

function onMessage(message: ParentMessage): void {
  if (message.t === 'reply') {
    if (message.call === currentCall) current?.reply(message.id, message.json);
    return;
  }
  void run(message, runtime, (out, bytes) => {
    channel.send(out, bytes);
  });
}

async function run(message: RunMessage, engine: GuestRuntime, send: Send): Promise<void> {
  const host = new CallHost(message.call, limits, send);
  current = host;
  currentCall = message.call;
  const call = {
    code: message.code,
    env: message.env,
    files: message.files.map((file) => ({ path: file.path, bytes: Buffer.from(file.data, 'base64') })),
  };
  const stopped = host.limit.then((error): GuestResult => ({ result: null, error, files: [], reusable: false }));
  const outcome = await Promise.race([engine.execute(call, host), stopped]).catch((): GuestResult => ({
    result: null,
    error: limitErrors.crashed(),
    files: [],
  }));
  host.end();
  const judged = judge(outcome);
  send({
    t: 'done',
    call: message.call,
    ...judged,
    outputLost: host.outputLost,
    reusable: outcome.reusable !== false && (judged.error === null || judged.error.kind === 'USER_ERROR'),
  });
}

function judge(outcome: GuestResult): {
  result: string | null;
  error: ToolError | null;
  files: { path: string; data: string }[];
} {
  let { error, result } = outcome;
  if (result !== null && result.length > limits.resultChars + CUT_NOTE_CHARS) {
    error ??= limitErrors.result(result.length, limits.resultChars);
    result = cutResult(result, limits.resultChars);
  }
  const total = outcome.files.reduce((sum, file) => sum + file.bytes.length, 0);
  if (outcome.files.length > limits.workspaceFiles) {
    return { result, error: error ?? limitErrors.workspaceFiles(limits.workspaceFiles), files: [] };
  }
  if (total > limits.workspaceBytes) {
    return { result, error: error ?? limitErrors.workspaceBytes(limits.workspaceBytes), files: [] };
  }
  const files = outcome.files.map((file) => ({
    path: file.path,
    data: Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.length).toString('base64'),
  }));
  return { result, error, files };
}
