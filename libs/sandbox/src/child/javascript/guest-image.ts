import { readFileSync } from 'node:fs';

/** The trusted code that every JavaScript isolate starts with, and V8's cached data for it. */
export interface GuestImage {
  readonly source: string;
  readonly cachedData: Buffer | null;
}

/** Where the build puts the image, relative to the compiled file that asks. */
const IMAGE = new URL('../../image/guest.js', import.meta.url);
const CACHE = new URL('../../image/guest.cache', import.meta.url);

function readOptional(url: URL): Buffer | null {
  try {
    return readFileSync(url);
  } catch {
    return null;
  }
}

/** Reads the image. Throws when the build has not made it. */
export function readGuestImage(): GuestImage {
  return { source: readFileSync(IMAGE, 'utf8'), cachedData: readOptional(CACHE) };
}
