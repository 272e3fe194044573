import { describe, expect, it } from '@jest/globals';

import { encodeFrame, FrameReader, FrameTooLongError } from './frame.js';

describe('frames', () => {
  const frames: [string, string][] = [
    ['', ''],
    ['{}', ''],
    ['grüezi', 'bytes'],
    ['x'.repeat(70_000), ''],
    ['{"a":1}', 'b'.repeat(70_000)],
    ['', 'only bytes'],
  ];
  const bytes = Buffer.concat(frames.flatMap(([text, more]) => encodeFrame(text, Buffer.from(more))));

  it.each([1, 2, 3, 5, 7, 64, 100_000, 1_000_000])('come back whole from chunks of %d bytes', (size) => {
    const reader = new FrameReader();
    const found: [string, string][] = [];
    for (let at = 0; at < bytes.length; at += size) {
      reader.push(bytes.subarray(at, at + size));
      for (let frame = reader.next(); frame !== null; frame = reader.next()) {
        found.push([frame.text, frame.bytes.toString()]);
      }
    }
    expect(found).toEqual(frames);
    expect(reader.arriving).toBe(0);
  });

  it('say how long they will be as soon as their header is there', () => {
    const reader = new FrameReader();
    const [head = Buffer.alloc(0)] = encodeFrame('{}', Buffer.alloc(1_000));
    reader.push(Buffer.from(head.subarray(0, 7)));
    expect(reader.arriving).toBe(0);
    reader.push(Buffer.from(head.subarray(7, 8)));
    expect(reader.arriving).toBe(1_010);
  });

  it.each([
    ['text', 11, 0],
    ['bytes', 0, 11],
    ['both', 6, 5],
    ['numbers that wrap', 0xffffffff, 0xffffffff],
  ])('longer than allowed are refused by their header alone: %s', (_name, text, more) => {
    const header = Buffer.alloc(8);
    header.writeUInt32LE(text, 0);
    header.writeUInt32LE(more, 4);
    const reader = new FrameReader(10);
    reader.push(header);
    expect(() => reader.next()).toThrow(FrameTooLongError);
  });
});
