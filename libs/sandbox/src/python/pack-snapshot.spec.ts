import { describe, expect, it } from '@jest/globals';

import { packSnapshot } from './pack-snapshot.js';

const page = 4096;
const headerBytes = 16;

function snapshotOf(image: Buffer): Buffer {
  const header = Buffer.alloc(headerBytes, 1);
  header.writeUInt32LE(headerBytes, 4);
  return Buffer.concat([header, image]);
}

/** What the boot script does with a packed snapshot: the memory as it was, with the stretches written over it. */
function restore(packed: ReturnType<typeof packSnapshot>, fresh: Buffer): Buffer {
  const memory = Buffer.alloc(packed.memory.bytes);
  fresh.copy(memory);
  let from = packed.bytes.readUInt32LE(4);
  for (const [offset, length] of packed.memory.runs) {
    packed.bytes.copy(memory, offset, from, from + length);
    from += length;
  }
  return memory;
}

describe('packSnapshot', () => {
  const image = Buffer.alloc(40 * page);
  image.fill(7, 3 * page, 4 * page);
  image.fill(8, 5 * page, 5 * page + 10);
  image.fill(9, 30 * page);
  const fresh = Buffer.alloc(40 * page);
  fresh.fill(5, 15 * page, 16 * page);

  it('comes back whole from its stretches, also over memory that was written before', () => {
    const packed = packSnapshot(snapshotOf(image), fresh);
    expect(restore(packed, fresh).equals(image)).toBe(true);
  });

  it('leaves long empty stretches out and bridges short ones', () => {
    const { bytes, memory } = packSnapshot(snapshotOf(image), fresh);
    expect(memory.runs).toEqual([
      [3 * page, 3 * page],
      [15 * page, page],
      [30 * page, 10 * page],
    ]);
    expect(bytes.length).toBe(headerBytes + 14 * page);
  });

  it('keeps a last page that is not full', () => {
    const short = image.subarray(0, 39 * page + 100);
    const packed = packSnapshot(snapshotOf(short), fresh);
    expect(packed.memory.bytes).toBe(short.length);
    expect(restore(packed, fresh.subarray(0, short.length)).equals(short)).toBe(true);
  });
});
