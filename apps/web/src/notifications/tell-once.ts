// All tabs of a browser hear the same news, at about the same time. One of them tells it, and none while one is looked at.
import { lastingStorage, type KeyValueStorage } from '../platform/browser-storage.js';

const TOLD_KEY = 'cloakroom:told';
const TOLD_MAX = 50;
const TELLING_LOCK = 'cloakroom:telling';
const SEEN_LOCK = 'cloakroom:seen';

/** The part of the Web Locks interface in use. */
export type TabLocks = Pick<LockManager, 'query'> & {
  request(name: string, options: LockOptions, action: () => Promise<void>): Promise<void>;
};

export interface TellingParts {
  readonly locks: TabLocks;
  readonly storage: KeyValueStorage;
}

function partsOfPage(): TellingParts {
  return {
    locks: {
      query: () => navigator.locks.query(),
      request: (name, options, action) => navigator.locks.request(name, options, action),
    },
    storage: lastingStorage,
  };
}

/** Calls `tell` unless some tab is looked at, or one has told what has this key. */
export async function tellOnce(key: string, tell: () => void, parts = partsOfPage()): Promise<void> {
  await parts.locks.request(TELLING_LOCK, {}, async () => {
    const { held = [] } = await parts.locks.query();
    if (held.some(({ name }) => name === SEEN_LOCK)) return;
    const told = (parts.storage.getItem(TOLD_KEY) ?? '').split(' ');
    if (told.includes(key)) return;
    parts.storage.setItem(TOLD_KEY, [...told, key].slice(-TOLD_MAX).join(' '));
    tell();
  });
}

/** Lets the other tabs know that this one is looked at, until the returned function is called. */
export function beSeen(parts = partsOfPage()): () => void {
  let end = (): void => undefined;
  const isLeft = new Promise<void>((resolve) => (end = resolve));
  const leaving = new AbortController();
  const waited = parts.locks.request(SEEN_LOCK, { mode: 'shared', signal: leaving.signal }, () => isLeft);
  // Rejected when it is left before the lock was got.
  waited.catch(() => undefined);
  return () => {
    leaving.abort();
    end();
  };
}
