/**
 * The one descriptor a sandbox process holds besides /dev/null: frames to and from its parent.
 * The parent is trusted; it treats everything written here as hostile.
 */
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';

import { encodeFrame, FrameReader } from '../protocol/frame.js';
import type { ChildMessage, ParentMessage } from '../protocol/messages.js';

const CHANNEL_FD = 3;
const READ_BYTES = 65_536;

/** Writes what the descriptor takes at once, without the machinery of a stream; answers with what is left. */
function writeNow(part: Uint8Array): Uint8Array | null {
  try {
    const written = writeSync(CHANNEL_FD, part);
    return written === part.length ? null : part.subarray(written);
  } catch {
    return part;
  }
}

/** The child's end of the conversation with its parent. */
export class Channel {
  private readonly socket: Socket;
  private readonly reader = new FrameReader();

  constructor(private readonly onMessage: (message: ParentMessage) => void) {
    const callback = (length: number, buffer: Uint8Array): boolean => {
      this.read(Buffer.from(buffer.subarray(0, length)));
      return true;
    };
    const onread = { buffer: Buffer.alloc(READ_BYTES), callback };
    this.socket = new Socket({ fd: CHANNEL_FD, readable: true, writable: true, onread });
    this.socket.resume();
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => process.exit(0));
  }

  /** Sends a message, and bytes that go with it. */
  send(message: ChildMessage, bytes?: Uint8Array): void {
    if (this.socket.destroyed) return;
    for (const part of encodeFrame(JSON.stringify(message), bytes)) {
      const rest = this.socket.writableLength === 0 ? writeNow(part) : part;
      if (rest !== null) this.socket.write(rest);
    }
  }

  private read(chunk: Buffer): void {
    this.reader.push(chunk);
    for (let frame = this.reader.next(); frame !== null; frame = this.reader.next())
      this.onMessage(JSON.parse(frame.text) as ParentMessage);
  }

  /** Bytes that the parent has not taken yet. */
  get pendingBytes(): number {
    return this.socket.writableLength;
  }
}
