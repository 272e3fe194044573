import { readFileSync } from 'node:fs';

/** Where the build puts the sources, relative to the compiled file that asks. */
const LIBRARY = new URL('../../image/library/', import.meta.url);
const ID = /^[a-z][a-zA-Z0-9_-]*(?:\/[a-z][a-zA-Z0-9_-]*)*$/;

const sources = new Map<string, string>();

/**
 * The source text of a module of Node's library for the isolate, or of what stands in for its C++ parts. Read from the
 * image at the first call that requires it. Throws for an id that the image does not have.
 */
export function librarySource(id: string): string {
  let source = sources.get(id);
  if (source === undefined) {
    source = readSource(id);
    sources.set(id, source);
  }
  return source;
}

function readSource(id: string): string {
  try {
    if (ID.test(id)) return readFileSync(new URL(encodeURIComponent(encodeURIComponent(id)), LIBRARY), 'utf8');
  } catch {
    /* told below, without the path */
  }
  throw new Error(`This sandbox has no ${id}.`);
}
