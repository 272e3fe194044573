import type { KeyValueStorage } from '../platform/browser-storage.js';

/** Storage in memory, for specs. */
export function memoryStorage(): KeyValueStorage & { readonly keys: () => string[] } {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
    keys: () => [...values.keys()],
  };
}
