/**
 * Frames between a sandbox process and its parent: four bytes of length, then UTF-8 JSON.
 * The parent reads what a hostile process may write: a frame longer than the limit ends the conversation at once,
 * before its bytes are collected, and nothing is interpreted here.
 */
export const MAX_FRAME_BYTES = 32 * 1024 * 1024;

const HEADER_BYTES = 4;

/** A frame that is longer than allowed; the reader must drop its peer. */
export class FrameTooLongError extends Error {
  override readonly name = 'FrameTooLongError';
}

/** One frame around `json`. */
export function encodeFrame(json: string): Buffer {
  const length = Buffer.byteLength(json);
  const frame = Buffer.allocUnsafe(HEADER_BYTES + length);
  frame.writeUInt32LE(length, 0);
  frame.write(json, HEADER_BYTES);
  return frame;
}

/** Collects bytes and gives back whole frames, in order. */
export class FrameReader {
  private chunks: Buffer[] = [];
  private held = 0;

  constructor(private readonly maxBytes = MAX_FRAME_BYTES) {}

  /** The frames that `chunk` completes. Throws {@link FrameTooLongError}. */
  push(chunk: Buffer): string[] {
    this.chunks.push(chunk);
    this.held += chunk.length;
    const frames: string[] = [];
    for (;;) {
      const frame = this.next();
      if (frame === null) return frames;
      frames.push(frame);
    }
  }

  private next(): string | null {
    if (this.held < HEADER_BYTES) return null;
    let head = this.chunks[0] ?? Buffer.alloc(0);
    if (head.length < HEADER_BYTES) head = this.join();
    const length = head.readUInt32LE(0);
    if (length > this.maxBytes) throw new FrameTooLongError(`a frame of ${String(length)} bytes`);
    const total = HEADER_BYTES + length;
    if (this.held < total) return null;
    const all = head.length >= total ? head : this.join();
    const text = all.toString('utf8', HEADER_BYTES, total);
    this.chunks[0] = all.subarray(total);
    this.held -= total;
    return text;
  }

  private join(): Buffer {
    const all = Buffer.concat(this.chunks, this.held);
    this.chunks = [all];
    return all;
  }
}
