/*
 * One isolate with one CPython in it. Trusted: the image's scripts, run before any guest code. Not trusted: everything
 * after `run` began, including every message that arrives here. Must never cross: a host object. What goes in are two
 * `ivm.Callback`s, strings and copies of named buffers; what comes out are strings, each checked by type.
 */
import { randomBytes } from 'node:crypto';

import ivm from 'isolated-vm';

import { GuestTimers } from './guest-timers.js';
import { engineFileName, type PythonImage } from './python-image.js';

const heapLimitMb = 256;
const maxRandomBytes = 65_536;

/** A message of the isolate: `kind` and `payload` are whatever the guest sent, shortened to strings. */
export type GuestMessageListener = (kind: string, id: number, payload: string) => void;

/** Where the messages of one isolate go. */
interface Inbox {
  readonly timers: GuestTimers;
  listener: GuestMessageListener;
}

type GuestFunction = (...values: unknown[]) => unknown;
type GuestApi = Record<string, GuestFunction>;

/** How an isolate is booted. */
export interface PythonIsolateOptions {
  /** Boot so that a memory snapshot can be made of it later. */
  readonly makeSnapshot: boolean;
  /** Files written after boot: path in the guest's file system and the bytes. */
  readonly files: Readonly<Record<string, Buffer>>;
  /** Python source whose last value takes `(ask, post)` and returns the entry function; `null` while building. */
  readonly restoreCode: string | null;
}

/** What the boot script is told, as plain data. */
export function bootSettings(image: PythonImage, options: PythonIsolateOptions): object {
  return {
    makeSnapshot: options.makeSnapshot,
    lockInfo: image.manifest.lockInfo,
    paths: Object.keys(options.files),
    restoreCode: options.restoreCode,
    memory: image.memory,
  };
}

/** A booted interpreter that waits for its code. */
export class PythonIsolate {
  /** Whether V8 took the code cache of the engine; where it does not, a boot takes 40 ms longer. */
  engineCacheTaken = false;
  private disposed = false;

  private constructor(
    private readonly isolate: ivm.Isolate,
    private readonly api: ivm.Reference<GuestApi>,
    private readonly called: Readonly<Record<'settle' | 'run', ivm.Reference<GuestFunction>>>,
    private readonly inbox: Inbox,
  ) {}

  /** Makes an isolate and boots Python in it. Rejects when the boot fails. */
  static async boot(image: PythonImage, options: PythonIsolateOptions): Promise<PythonIsolate> {
    const isolate = new ivm.Isolate({ memoryLimit: heapLimitMb });
    const inbox: Inbox = { timers: new GuestTimers(), listener: () => undefined };
    const { start, cacheTaken } = await compileEngine(isolate, image);
    const { wasm, stdlib } = image.bytes;
    const api = await start.apply(
      undefined,
      [
        new ivm.ExternalCopy(bootSettings(image, options)).copyInto({ release: true }),
        new ivm.Callback((kind: unknown, id: unknown, payload: unknown) => {
          deliver(inbox, kind, id, payload);
        }),
        new ivm.Callback(randomHex),
        image.snapshot === null ? null : copyIn(image.snapshot),
        ...[wasm, stdlib, ...Object.values(options.files)].map(copyIn),
      ],
      { result: { reference: true } },
    );
    const settle = await api.get('settle', { reference: true });
    const run = await api.get('run', { reference: true });
    const booted = new PythonIsolate(isolate, api, { settle, run }, inbox);
    booted.engineCacheTaken = cacheTaken;
    inbox.timers.fire = (id) => {
      booted.settle(id, '');
    };
    await booted.invoke('boot', []);
    return booted;
  }

  /** Who hears what the isolate says from now on. */
  listen(listener: GuestMessageListener): void {
    this.inbox.listener = listener;
  }

  /** Hears nothing more of what the isolate says. */
  silence(): void {
    this.inbox.listener = () => undefined;
    this.inbox.timers.clear();
  }

  /** Answers a `call` or `timer` of the guest. Late answers are dropped. */
  settle(id: number, text: string): void {
    if (!this.isolate.isDisposed) this.called.settle.applyIgnored(undefined, [id, text]);
  }

  /** Runs a program of our own, so that the engine has compiled what every program needs. */
  async warm(): Promise<void> {
    await this.invoke('warm', []);
  }

  /** Starts the guest's entry with the call as JSON text; the outcome comes as a `done` message, unless it breaks down. */
  run(callJson: string, brokeDown: () => void): void {
    this.called.run.apply(undefined, [callJson], { result: { promise: true, copy: true } }).catch(brokeDown);
  }

  /** Runs trusted Python while building; resolves to `str` of the last value. */
  async python(code: string): Promise<string> {
    return String(await this.invoke('python', [code]));
  }

  /** Takes bytes out of a booted isolate while building. */
  async takeBytes(method: 'readFile' | 'snapshot', argument?: string): Promise<Buffer> {
    const bytes: unknown = await this.invoke(method, argument === undefined ? [] : [argument]);
    if (!(bytes instanceof ArrayBuffer)) throw new Error(`${method} gave no bytes`);
    return Buffer.from(bytes);
  }

  /** Whether V8 gave the isolate up because its JavaScript heap was full. */
  get ranOutOfHeap(): boolean {
    return this.isolate.isDisposed && !this.disposed;
  }

  /** Lets go of the isolate. Not a guarantee: an endless program goes on until its process is killed. */
  dispose(): void {
    this.disposed = true;
    this.silence();
    if (!this.isolate.isDisposed) this.isolate.dispose();
  }

  private async invoke(name: string, values: readonly string[]): Promise<unknown> {
    const method = await this.api.get(name, { reference: true });
    return method.apply(undefined, [...values], { result: { promise: true, copy: true } });
  }
}

/** Hands a guest's message on. Never throws: an error's stack would show the guest paths of the host. */
function deliver(inbox: Inbox, ...message: unknown[]): void {
  const [kind, id, payload] = message;
  if (typeof kind !== 'string' || typeof id !== 'number' || typeof payload !== 'string') return;
  try {
    if (kind === 'timer') inbox.timers.start(id, Number(payload));
    else inbox.listener(kind, id, payload);
  } catch {
    return;
  }
}

function randomHex(length: unknown): string {
  const valid = typeof length === 'number' && Number.isInteger(length) && length > 0 && length <= maxRandomBytes;
  return valid ? randomBytes(length).toString('hex') : '';
}

type Start = ivm.Reference<(...values: unknown[]) => GuestApi>;

interface CompiledEngine {
  readonly start: Start;
  readonly cacheTaken: boolean;
}

async function compileEngine(isolate: ivm.Isolate, image: PythonImage): Promise<CompiledEngine> {
  const context = await isolate.createContext();
  const engine: ivm.Script & { cachedDataRejected?: boolean } = await isolate.compileScript(image.engine, {
    filename: engineFileName,
    ...(image.engineCache === null ? {} : { cachedData: externalBytes(image.engineCache) }),
  });
  const start = (await engine.run(context, { reference: true })) as Start;
  return { start, cacheTaken: engine.cachedDataRejected === false };
}

function externalBytes(bytes: Buffer): ivm.ExternalCopy<ArrayBuffer> {
  const copy = new ArrayBuffer(bytes.byteLength);
  Buffer.from(copy).set(bytes);
  return new ivm.ExternalCopy(copy, { transferOut: true });
}

function copyIn(bytes: Buffer): ivm.Copy<ArrayBuffer> {
  return externalBytes(bytes).copyInto({ release: true, transferIn: true });
}
