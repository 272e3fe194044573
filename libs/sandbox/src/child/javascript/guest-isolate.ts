/**
 * One isolate for one call. Only `ivm.Callback`s go in, strings go both ways, and the host keeps its own reference to
 * one dispatch function made by trusted code before any agent code is there. Errors and results are turned into text
 * inside the isolate; whatever arrives here is hostile text.
 */
import ivm from 'isolated-vm';

import type { SandboxLimits } from '../../limits.js';
import type { GuestImage } from './guest-image.js';

/** What the isolate may call. */
export interface GuestPorts {
  /** One-way: `kind` with an id and two strings. */
  readonly post: (kind: string, id: number, first: string, second: string) => void;
  /** Asks and waits; JSON text both ways; never throws. */
  readonly ask: (operation: string, json: string) => string;
}

const MAX_TEXT = 50_000;
/** So many times its CPU slice of wall clock ends an entry on the busiest machine. V8's own timer counts wall clock. */
export const SLICE_BACKSTOP = 5;

type Dispatch = ivm.Reference<(operation: string, id: number, json: string) => number>;

/** Why an entry into the isolate did not return; `rejection` is JSON about a promise that nobody handled. */
export type EntryFailure = 'slice' | 'memory' | 'crashed' | { readonly rejection: string };

/** A prepared isolate. */
export class GuestIsolate {
  private ports: GuestPorts | null = null;
  private readonly isolate: ivm.Isolate;
  private readonly dispatch: Dispatch;

  constructor(
    image: GuestImage,
    private readonly limits: SandboxLimits,
  ) {
    this.isolate = new ivm.Isolate({ memoryLimit: limits.heapMib });
    const context = this.isolate.createContextSync();
    const cached = image.cachedData === null ? {} : { cachedData: copyOf(image.cachedData) };
    const script = this.isolate.compileScriptSync(image.source, { filename: 'cloakroom:guest', ...cached });
    const boot = script.runSync(context, { reference: true }) as ivm.Reference<(...args: never[]) => unknown>;
    const post = new ivm.Callback(
      (kind: unknown, id: unknown, first: unknown, second: unknown) => {
        this.ports?.post(text(kind), typeof id === 'number' ? id : 0, text(first), text(second));
      },
      { ignored: true },
    );
    const ask = new ivm.Callback(
      (operation: unknown, json: unknown) => this.ports?.ask(text(operation), text(json)) ?? '',
    );
    this.dispatch = boot.applySync(undefined, [post, ask] as never, { result: { reference: true } }) as Dispatch;
  }

  connect(ports: GuestPorts): void {
    this.ports = ports;
  }

  /** Enters the isolate for one macrotask and its microtasks. */
  async enter(operation: string, id: number, json: string): Promise<EntryFailure | null> {
    try {
      await this.dispatch.apply(undefined, [operation, id, json], { timeout: this.limits.sliceMs * SLICE_BACKSTOP });
      return null;
    } catch (error) {
      return classify(error);
    }
  }

  /** Milliseconds that passed while code ran in this isolate, whether it had the processor or not. */
  get activeMs(): number {
    return this.isolate.isDisposed ? 0 : Number(this.isolate.cpuTime / 1_000_000n);
  }

  dispose(): void {
    this.ports = null;
    if (!this.isolate.isDisposed) this.isolate.dispose();
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function copyOf(data: Buffer): ivm.ExternalCopy<ArrayBuffer> {
  const copy = new ArrayBuffer(data.length);
  new Uint8Array(copy).set(data);
  return new ivm.ExternalCopy(copy);
}

function classify(error: unknown): EntryFailure {
  if (!(error instanceof Error)) return { rejection: JSON.stringify({ message: shown(error), stack: null }) };
  const { message } = error;
  if (message === 'Script execution timed out.') return 'slice';
  if (message.includes('memory limit')) return 'memory';
  if (message.includes('Isolate is disposed') || message.includes('Isolate was disposed')) return 'crashed';
  return {
    rejection: JSON.stringify({ message: message.slice(0, MAX_TEXT), stack: error.stack?.slice(0, MAX_TEXT) ?? null }),
  };
}

function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number'
    ? String(value).slice(0, MAX_TEXT)
    : 'a value that is not an error';
}
