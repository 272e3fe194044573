import { describe, expect, it } from '@jest/globals';

import { encodeFrame, FrameReader, FrameTooLongError } from './frame.js';

describe('frames', () => {
  const texts = ['', '{}', 'grüezi', 'x'.repeat(70_000)];
  const bytes = Buffer.concat(texts.map(encodeFrame));

  it.each([1, 2, 3, 5, 64, 100_000])('come back whole from chunks of %d bytes', (size) => {
    const reader = new FrameReader();
    const frames: string[] = [];
    for (let at = 0; at < bytes.length; at += size) frames.push(...reader.push(bytes.subarray(at, at + size)));
    expect(frames).toEqual(texts);
  });

  it('longer than allowed are refused by their header alone', () => {
    const header = Buffer.alloc(4);
    header.writeUInt32LE(11, 0);
    expect(() => new FrameReader(10).push(header)).toThrow(FrameTooLongError);
  });
});
