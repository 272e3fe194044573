import type { WorkspaceFile } from '@cloakroom/sandbox';

/** Bytes that are handed to a call: what its code may write, and a little more. */
const MAX_BYTES = 20 * 1_048_576;

/** What came of the files that a call wrote. */
export interface TakenFiles {
  /** Those that are not what they were before. */
  readonly changed: readonly WorkspaceFile[];
  /** Paths of older files that later calls do not find any more, because there is no room for all. */
  readonly removed: readonly string[];
}

/** `/workspace` of one run, between its calls. */
export class RunWorkspace {
  #files: Map<string, WorkspaceFile>;
  #attached: ReadonlySet<WorkspaceFile> = new Set();

  constructor(files: readonly WorkspaceFile[]) {
    this.#files = new Map(files.map((file) => [file.path, file]));
  }

  /** What the next call finds. */
  list(): WorkspaceFile[] {
    return [...this.#files.values()];
  }

  /** What code has written: everything but untouched attachments. */
  written(): WorkspaceFile[] {
    return this.list().filter((file) => !this.#attached.has(file));
  }

  /** Puts attachments in, as the oldest of all. What has the same path already was written by code, and stays. */
  place(attached: readonly WorkspaceFile[]): void {
    this.#attached = new Set(attached);
    this.#files = new Map([...attached.map((file) => [file.path, file] as const), ...this.#files]);
    this.#makeRoom();
  }

  /** Puts in what a call wrote. */
  take(written: readonly WorkspaceFile[]): TakenFiles {
    const changed = written.filter(({ path, bytes }) => {
      const before = this.#files.get(path);
      return before === undefined || !Buffer.from(before.bytes).equals(bytes);
    });
    for (const file of changed) {
      this.#files.delete(file.path);
      this.#files.set(file.path, file);
    }
    return { changed, removed: this.#makeRoom() };
  }

  /** Takes the oldest out until the rest fits. */
  #makeRoom(): string[] {
    const removed: string[] = [];
    let bytes = this.list().reduce((sum, file) => sum + file.bytes.length, 0);
    for (const file of this.list()) {
      if (bytes <= MAX_BYTES) break;
      this.#files.delete(file.path);
      removed.push(file.path);
      bytes -= file.bytes.length;
    }
    return removed;
  }
}
