import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** What a {@link FaultProxy} does to every byte on its way, in either direction. */
export interface Faults {
  /** Milliseconds that each piece waits; default 0. */
  readonly latencyMs: number;
  /** Longest piece that is passed on at once, in bytes; default without a limit. */
  readonly sliceBytes: number;
  /** Bytes per second of each direction of each connection; default without a limit. */
  readonly bytesPerSecond: number;
}

const NONE: Faults = { latencyMs: 0, sliceBytes: Infinity, bytesPerSecond: Infinity };

/** A TCP connection between two parts of the product that can be slowed, sliced, silenced and broken off. */
export class FaultProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #faults: Faults = NONE;
  #silence: { readonly over: Promise<void>; readonly end: () => void } | null = null;
  /** What must be in a request whose answer is lost, each once. */
  readonly #unanswered: string[] = [];

  private constructor(private readonly target: { readonly host: string; readonly port: number }) {
    this.#server = createServer((near) => this.#serve(near));
  }

  /** Listens on a free port of loopback for `target`, at first without any fault. */
  static async open(target: { readonly host: string; readonly port: number }): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once('error', reject);
      proxy.#server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Sets the faults from now on; what is left out has none. */
  set(faults: Partial<Faults>): void {
    this.#faults = { ...NONE, ...faults };
  }

  /** Takes connections and bytes, and passes nothing on until {@link FaultProxy.speak}: a blackhole, or a stopped process. */
  fallSilent(): void {
    if (this.#silence !== null) return;
    let end: () => void = () => undefined;
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#silence = { over, end };
  }

  /** Passes on what came during the silence, and everything after it. */
  speak(): void {
    this.#silence?.end();
    this.#silence = null;
  }

  /** Breaks every connection off with a reset; new ones are taken. */
  reset(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /**
   * Loses the answer to the next request with `words` in it: the target gets the request whole, and the connection is
   * broken off when it answers. Words that are cut by two pieces are not seen.
   */
  loseAnswerTo(words: string): void {
    this.#unanswered.push(words);
  }

  /** How many answers are still to be lost. */
  get answersToLose(): number {
    return this.#unanswered.length;
  }

  async close(): Promise<void> {
    this.speak();
    this.reset();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #serve(near: Socket): void {
    const far = connect(this.target);
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => this.#sockets.delete(socket));
    }
    let loses = false;
    void this.#pass(near, far, (piece) => {
      const found = this.#unanswered.findIndex((words) => piece.includes(words));
      if (found === -1) return;
      this.#unanswered.splice(found, 1);
      loses = true;
    });
    void this.#pass(far, near, () => {
      if (loses) near.resetAndDestroy();
    });
  }

  /** One direction of one connection, at the pace of whoever reads: a piece is taken when the one before it is gone. */
  async #pass(from: Socket, to: Socket, see: (piece: Buffer) => void): Promise<void> {
    try {
      for await (const piece of from as AsyncIterable<Buffer>) {
        see(piece);
        if (to.destroyed) break;
        for (let at = 0; at < piece.length;) at += await this.#passPart(piece.subarray(at), to);
      }
      to.end();
    } catch {
      to.destroy();
    }
  }

  /** Passes on the beginning of `rest`; answers with its length. */
  async #passPart(rest: Buffer, to: Socket): Promise<number> {
    const { latencyMs, sliceBytes, bytesPerSecond } = this.#faults;
    const part = rest.subarray(0, Math.min(sliceBytes, rest.length));
    const waitMs = latencyMs + (part.length / bytesPerSecond) * 1_000;
    if (waitMs > 0) await pause(waitMs);
    while (this.#silence !== null) await this.#silence.over;
    if (!to.write(part)) await drained(to);
    return part.length;
  }
}

/** Resolves when there is room again, or none will ever be. */
function drained(socket: Socket): Promise<void> {
  if (socket.destroyed) return Promise.reject(new Error('closed'));
  return new Promise((resolve) => {
    socket.once('drain', resolve);
    socket.once('close', () => resolve());
  });
}
