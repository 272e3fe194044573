/** The part of the Web Storage interface in use. */
export interface KeyValueStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Storage that forgets everything; stands in where the browser closes storage to the page or it is full. */
function tolerant(open: () => Storage): KeyValueStorage {
  const attempt = <T>(action: (storage: Storage) => T, otherwise: T): T => {
    try {
      return action(open());
    } catch {
      return otherwise;
    }
  };
  return {
    getItem: (key) => attempt((storage) => storage.getItem(key), null),
    setItem: (key, value) => attempt((storage) => storage.setItem(key, value), undefined),
    removeItem: (key) => attempt((storage) => storage.removeItem(key), undefined),
  };
}

/** Kept over restarts of the browser. */
export const lastingStorage: KeyValueStorage = tolerant(() => localStorage);

/** Kept over reloads of this tab. */
export const tabStorage: KeyValueStorage = tolerant(() => sessionStorage);
