/*
 * Checks of the two small files that an image is described by, written by our own build. By hand: the sandbox process
 * would take 60 ms to load zod, a fifth of a cold start.
 */

/** What an image says about itself: what it was made of, and whether `requests` is in it. */
export interface PythonImageManifest {
  /** SHA-256 over everything the image was made of. */
  readonly inputs: string;
  readonly requests: boolean;
  readonly remedy: string | null;
  readonly lockInfo: Readonly<Record<string, string>>;
}

/** How long the restored memory is, and its stretches (offset, length) that the snapshot holds; the rest is zero. */
export interface MemoryPlan {
  readonly bytes: number;
  readonly runs: readonly (readonly [offset: number, length: number])[];
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The manifest in `text`, or `null` when it is not one. */
export function parseManifest(text: string): PythonImageManifest | null {
  const value = parseJson(text);
  if (!isFields(value)) return null;
  const { inputs, requests, remedy, lockInfo } = value;
  if (typeof inputs !== 'string' || typeof requests !== 'boolean') return null;
  if (remedy !== null && typeof remedy !== 'string') return null;
  if (!isFields(lockInfo)) return null;
  const entries = Object.entries(lockInfo).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { inputs, requests, remedy, lockInfo: Object.fromEntries(entries) };
}

/** The memory plan in `text`, or `null` when it is not one. */
export function parseMemoryPlan(text: string): MemoryPlan | null {
  const value = parseJson(text);
  if (!isFields(value) || typeof value['bytes'] !== 'number' || !Array.isArray(value['runs'])) return null;
  const runs = value['runs'].filter(isRun);
  return runs.length === value['runs'].length ? { bytes: value['bytes'], runs } : null;
}

function isRun(value: unknown): value is [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every((part) => Number.isSafeInteger(part) && part >= 0);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
