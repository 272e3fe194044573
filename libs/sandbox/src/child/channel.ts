/**
 * The one descriptor a sandbox process holds besides /dev/null: frames to and from its parent.
 * The parent is trusted; it treats everything written here as hostile.
 */
import { Socket } from 'node:net';

import { encodeFrame, FrameReader } from '../protocol/frame.js';
import type { ChildMessage, ParentMessage } from '../protocol/messages.js';

const CHANNEL_FD = 3;

/** The child's end of the conversation with its parent. */
export class Channel {
  private readonly socket = new Socket({ fd: CHANNEL_FD, readable: true, writable: true });
  private readonly reader = new FrameReader();

  constructor(private readonly onMessage: (message: ParentMessage) => void) {
    this.socket.on('data', (chunk: Buffer) => {
      this.reader.push(chunk);
      for (let frame = this.reader.next(); frame !== null; frame = this.reader.next())
        this.onMessage(JSON.parse(frame.text) as ParentMessage);
    });
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => process.exit(0));
  }

  /** Sends a message, and bytes that go with it. */
  send(message: ChildMessage, bytes?: Uint8Array): void {
    if (this.socket.destroyed) return;
    this.socket.cork();
    for (const part of encodeFrame(JSON.stringify(message), bytes)) this.socket.write(part);
    this.socket.uncork();
  }

  /** Bytes that the parent has not taken yet. */
  get pendingBytes(): number {
    return this.socket.writableLength;
  }
}
