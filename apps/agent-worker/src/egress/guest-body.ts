import { EgressError, type EgressBody } from '@cloakroom/sandbox';
import type { ByteSource } from './content-decoding.js';
import type { ResponseFilter } from './egress.types.js';

const MAX_READ_BYTES = 1024 * 1024;

/** How a body is bounded and watched. */
export interface GuestBodyOptions {
  readonly source: ByteSource;
  readonly filter: ResponseFilter | null;
  readonly maxBytes: number;
  readonly onTooLarge: () => EgressError;
  /** Called after each piece with the bytes handed out so far. */
  readonly onBytes: (total: number) => void;
  /** Called once, with the error when there was one. */
  readonly onOver: (error: EgressError | null) => void;
  readonly asEgressError: (error: unknown) => EgressError;
}

/** The body as the guest pulls it: in pieces of its own size, one read after the other. */
export class GuestBody implements EgressBody {
  #rest: Uint8Array = new Uint8Array();
  #sourceEnded = false;
  #handedOut = 0;
  #failure: EgressError | null = null;
  #over = false;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: GuestBodyOptions) {}

  read(maxBytes: number): Promise<Uint8Array | null> {
    const wanted = Number.isFinite(maxBytes)
      ? Math.min(Math.max(1, Math.trunc(maxBytes)), MAX_READ_BYTES)
      : MAX_READ_BYTES;
    const result = this.#queue.then(() => this.#read(wanted));
    this.#queue = result.catch(() => null);
    return result;
  }

  cancel(): void {
    this.#end(null);
    this.options.source.cancel();
  }

  async #read(wanted: number): Promise<Uint8Array | null> {
    if (this.#failure !== null) throw this.#failure;
    try {
      await this.#fill();
    } catch (error) {
      this.#failure = this.options.asEgressError(error);
      this.#rest = new Uint8Array();
      this.#end(this.#failure);
      this.options.source.cancel();
      throw this.#failure;
    }
    if (this.#rest.byteLength === 0) {
      this.#end(null);
      return null;
    }
    const piece = this.#rest.subarray(0, wanted);
    this.#rest = this.#rest.subarray(piece.byteLength);
    this.options.onBytes((this.#handedOut += piece.byteLength));
    if (this.#sourceEnded && this.#rest.byteLength === 0) this.#end(null);
    return piece;
  }

  async #fill(): Promise<void> {
    const { source, filter, maxBytes, onTooLarge } = this.options;
    while (this.#rest.byteLength === 0 && !this.#sourceEnded) {
      const chunk = await source.next();
      if (chunk === null) {
        this.#sourceEnded = true;
        this.#rest = filter?.end() ?? new Uint8Array();
      } else {
        this.#rest = filter === null ? chunk : await filter.push(chunk);
      }
      if (this.#handedOut + this.#rest.byteLength > maxBytes) throw onTooLarge();
    }
  }

  #end(error: EgressError | null): void {
    if (this.#over) return;
    this.#over = true;
    this.options.onOver(error);
  }
}
