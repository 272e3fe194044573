/**
 * One isolate for one call. Only `ivm.Callback`s go in, strings go both ways, and the host keeps its own reference to
 * one dispatch function made by trusted code before any agent code is there. Errors and results are turned into text
 * inside the isolate; whatever arrives here is hostile text.
 */
import { setFlagsFromString } from 'node:v8';

import ivm from 'isolated-vm';

import type { SandboxLimits } from '../../limits.js';
import { IMAGE_FLAG, PROGRAM_FLAG } from '../../process-flags.js';
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

/**
 * A prepared isolate. It is made on the thread that will run its call: an isolate that changes threads pays for it at
 * its first entry.
 */
export class GuestIsolate {
  private ports: GuestPorts | null = null;
  private dispatch: Dispatch | null = null;

  private constructor(
    private readonly isolate: ivm.Isolate,
    private readonly limits: SandboxLimits,
  ) {}

  static async make(image: GuestImage, limits: SandboxLimits): Promise<GuestIsolate> {
    const made = new GuestIsolate(new ivm.Isolate({ memoryLimit: limits.heapMib }), limits);
    await made.boot(image);
    return made;
  }

  private async boot(image: GuestImage): Promise<void> {
    const context = await this.isolate.createContext();
    const { source, cachedData } = image;
    const cached = cachedData === null ? {} : { cachedData };
    setFlagsFromString(IMAGE_FLAG);
    const script = await this.isolate.compileScript(source, { filename: 'cloakroom:guest', ...cached });
    setFlagsFromString(PROGRAM_FLAG);
    const boot = (await script.run(context, { reference: true })) as ivm.Reference<(...args: never[]) => unknown>;
    const post = new ivm.Callback(
      (kind: unknown, id: unknown, first: unknown, second: unknown) => {
        this.ports?.post(text(kind), typeof id === 'number' ? id : 0, text(first), text(second));
      },
      { ignored: true },
    );
    const ask = new ivm.Callback(
      (operation: unknown, json: unknown) => this.ports?.ask(text(operation), text(json)) ?? '',
    );
    this.dispatch = (await boot.apply(undefined, [post, ask, JSON.stringify(this.limits)] as never, {
      result: { reference: true },
    })) as Dispatch;
    await this.enter('check', 0, '');
  }

  connect(ports: GuestPorts): void {
    this.ports = ports;
  }

  /** Enters the isolate for one macrotask and its microtasks. */
  async enter(operation: string, id: number, json: string): Promise<EntryFailure | null> {
    try {
      await this.dispatch?.apply(undefined, [operation, id, json], { timeout: this.limits.sliceMs * SLICE_BACKSTOP });
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
