import type { ServerResponse } from 'node:http';

/** Writes to one reader, no faster than it reads: one piece of text waits in this process, besides the socket's own buffer. */
export class ResponseWriter {
  #waiting = false;

  constructor(
    private readonly response: ServerResponse,
    private readonly patienceMs: number,
  ) {}

  get isOver(): boolean {
    return this.response.destroyed || this.response.writableEnded;
  }

  /** Whether the reader is behind. */
  get isBlocked(): boolean {
    return this.#waiting;
  }

  /** Resolves when more may be written. A reader that takes nothing for `patienceMs` is cut off. */
  async write(text: string): Promise<void> {
    if (this.isOver || this.response.write(text)) return;
    this.#waiting = true;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.response.off('drain', done);
        this.response.off('close', done);
        resolve();
      };
      const timer = setTimeout(() => {
        this.response.destroy();
        done();
      }, this.patienceMs);
      this.response.once('drain', done);
      this.response.once('close', done);
    });
    this.#waiting = false;
  }

  end(text = ''): void {
    if (!this.isOver) this.response.end(text);
  }
}
