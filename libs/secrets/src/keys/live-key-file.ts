import { statSync } from 'node:fs';
import { KeyFileError } from '../errors.js';

/**
 * A key file that is followed: read at once, and again when it has been replaced (one `stat` each time it is asked).
 * The first reading throws `KeyFileError`; a replacement that is missing or damaged leaves what was read before.
 */
export class LiveKeyFile<T> {
  #seen: string | null;
  #content: T;

  constructor(
    private readonly file: string,
    private readonly read: (file: string) => T,
  ) {
    this.#seen = this.#mark();
    this.#content = read(file);
  }

  /** The file's content; the same object as long as the file is the same. */
  latest(): T {
    const mark = this.#mark();
    if (mark === null || mark === this.#seen) return this.#content;
    try {
      this.#content = this.read(this.file);
      this.#seen = mark;
    } catch (error) {
      if (!(error instanceof KeyFileError)) throw error;
    }
    return this.#content;
  }

  #mark(): string | null {
    const stats = statSync(this.file, { bigint: true, throwIfNoEntry: false });
    return stats === undefined ? null : `${stats.ino}:${stats.mtimeNs}:${stats.size}`;
  }
}
