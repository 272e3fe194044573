/**
 * Frames between a sandbox process and its parent: the length of a UTF-8 JSON text, the length of the bytes that go with
 * it, then both. Bytes travel as they are, so that a request's body is never text on its way.
 * The parent reads what a hostile process may write: a frame longer than the limit ends the conversation at once,
 * before its bytes are collected, and nothing is interpreted here.
 */
export const MAX_FRAME_BYTES = 32 * 1024 * 1024;

const HEADER_BYTES = 8;

/** A frame that is longer than allowed; the reader must drop its peer. */
export class FrameTooLongError extends Error {
  override readonly name = 'FrameTooLongError';
}

/** One frame as it came. */
export interface Frame {
  readonly text: string;
  /** What went with the text; empty for most frames. A view of the frame's own memory. */
  readonly bytes: Buffer;
}

/** One frame around `json` and, if given, `bytes`: what to write, in order. */
export function encodeFrame(json: string, bytes?: Uint8Array): Uint8Array[] {
  const length = Buffer.byteLength(json);
  const head = Buffer.allocUnsafe(HEADER_BYTES + length);
  head.writeUInt32LE(length, 0);
  head.writeUInt32LE(bytes?.length ?? 0, 4);
  head.write(json, HEADER_BYTES);
  return bytes === undefined || bytes.length === 0 ? [head] : [head, bytes];
}

/** Collects bytes and gives back whole frames, in order. */
export class FrameReader {
  private chunks: Buffer[] = [];
  private held = 0;

  constructor(private readonly maxBytes = MAX_FRAME_BYTES) {}

  /** Bytes of the frame that has begun to arrive, as its header says; 0 before one has. Throws {@link FrameTooLongError}. */
  get arriving(): number {
    if (this.held < HEADER_BYTES) return 0;
    const head = this.head();
    const total = HEADER_BYTES + head.readUInt32LE(0) + head.readUInt32LE(4);
    if (total > this.maxBytes + HEADER_BYTES) throw new FrameTooLongError(`a frame of ${String(total)} bytes`);
    return total;
  }

  /** Takes the next bytes; {@link next} gives what they complete. */
  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.held += chunk.length;
  }

  /** The next whole frame, or `null` until more bytes come. Throws {@link FrameTooLongError}. */
  next(): Frame | null {
    const total = this.arriving;
    if (total === 0 || this.held < total) return null;
    const head = this.head();
    const all = head.length >= total ? head : this.join();
    const textEnd = HEADER_BYTES + all.readUInt32LE(0);
    const frame = { text: all.toString('utf8', HEADER_BYTES, textEnd), bytes: all.subarray(textEnd, total) };
    const rest = all.subarray(total);
    this.chunks[0] = total > rest.length && rest.length > 0 ? Buffer.from(rest) : rest;
    this.held -= total;
    return frame;
  }

  private head(): Buffer {
    const first = this.chunks[0] ?? Buffer.alloc(0);
    return first.length < HEADER_BYTES ? this.join() : first;
  }

  private join(): Buffer {
    const all = Buffer.concat(this.chunks, this.held);
    this.chunks = [all];
    return all;
  }
}
