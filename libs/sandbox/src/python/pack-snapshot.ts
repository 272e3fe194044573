import type { MemoryPlan } from './image-manifest.js';

const pageBytes = 4096;
/** Fewer empty pages in a row than this are copied along: a stretch more costs about as much. */
const minSkippedPages = 4;

/** A snapshot without the pages that are empty before it is restored, and where its stretches belong. */
export interface PackedSnapshot {
  readonly bytes: Buffer;
  readonly memory: MemoryPlan;
}

/**
 * Leaves out pages that are zero in the snapshot and in `fresh`, the memory just before a snapshot is copied into it.
 * The second word of Pyodide's header says where the memory begins in `snapshot`.
 */
export function packSnapshot(snapshot: Buffer, fresh: Buffer): PackedSnapshot {
  const start = snapshot.readUInt32LE(4);
  const image = snapshot.subarray(start);
  const runs: [offset: number, length: number][] = [];
  let skipped = Infinity;
  for (let offset = 0; offset < image.length; offset += pageBytes) {
    const length = Math.min(pageBytes, image.length - offset);
    const last = runs.at(-1);
    if (isZero(image.subarray(offset, offset + length)) && isZero(fresh.subarray(offset, offset + length))) {
      skipped += 1;
    } else {
      if (last === undefined || skipped >= minSkippedPages) runs.push([offset, length]);
      else last[1] = offset + length - last[0];
      skipped = 0;
    }
  }
  const kept = runs.map(([offset, length]) => image.subarray(offset, offset + length));
  return { bytes: Buffer.concat([snapshot.subarray(0, start), ...kept]), memory: { bytes: image.length, runs } };
}

function isZero(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}
