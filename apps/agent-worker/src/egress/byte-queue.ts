import { EgressError } from '@cloakroom/sandbox';

const READ_AHEAD_BYTES = 64 * 1024;
/** What a chunk costs beside its bytes, so that a body of one-byte chunks cannot fill the memory. */
const CHUNK_OVERHEAD_BYTES = 512;

function costOf(chunk: Uint8Array): number {
  return chunk.byteLength + CHUNK_OVERHEAD_BYTES;
}

/** Bytes between a socket that pushes and a reader that pulls. One reader at a time. */
export class ByteQueue {
  readonly #chunks: Uint8Array[] = [];
  #cost = 0;
  #ended = false;
  #error: EgressError | null = null;
  #wake: (() => void) | null = null;

  /** `onDrained` is called when a reader has emptied the queue. */
  constructor(private readonly onDrained: () => void) {}

  /** Whether the pusher must wait for the reader. */
  get isFull(): boolean {
    return this.#cost >= READ_AHEAD_BYTES;
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#cost += costOf(chunk);
    this.#wakeReader();
  }

  end(): void {
    this.#ended = true;
    this.#wakeReader();
  }

  /** Fails the reader once the bytes before the failure are read; `discardQueued` fails it at once. */
  fail(error: EgressError, discardQueued: boolean): void {
    this.#error ??= error;
    if (discardQueued) {
      this.#chunks.length = 0;
      this.#cost = 0;
    }
    this.#wakeReader();
  }

  /** The next chunk, or `null` at the end. Throws {@link EgressError}. */
  async next(): Promise<Uint8Array | null> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) {
        this.#cost -= costOf(chunk);
        if (this.#chunks.length === 0) this.onDrained();
        return chunk;
      }
      if (this.#error !== null) throw this.#error;
      if (this.#ended) return null;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #wakeReader(): void {
    this.#wake?.();
    this.#wake = null;
  }
}
