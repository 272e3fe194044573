import { readFileSync } from 'node:fs';

import ivm from 'isolated-vm';

/** The trusted code that every JavaScript isolate starts with, and V8's cached data for it, which all of them read. */
export interface GuestImage {
  readonly source: string;
  readonly cachedData: ivm.ExternalCopy<ArrayBuffer> | null;
}

/** Where the build puts the image, relative to the compiled file that asks. */
const IMAGE = new URL('../../image/guest.js', import.meta.url);
const CACHE = new URL('../../image/guest.cache', import.meta.url);

function readOptional(url: URL): ivm.ExternalCopy<ArrayBuffer> | null {
  try {
    const data = readFileSync(url);
    const copy = new ArrayBuffer(data.length);
    new Uint8Array(copy).set(data);
    return new ivm.ExternalCopy(copy);
  } catch {
    return null;
  }
}

/** Reads the image. Throws when the build has not made it. */
export function readGuestImage(): GuestImage {
  return { source: readFileSync(IMAGE, 'utf8'), cachedData: readOptional(CACHE) };
}
