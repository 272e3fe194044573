import { lastingStorage, type KeyValueStorage } from '../platform/browser-storage.js';

const KEY = 'cloakroom:theme';

/** `system` follows the device. */
export type Theme = 'system' | 'light' | 'dark';

export function readTheme(storage: KeyValueStorage = lastingStorage): Theme {
  const stored = storage.getItem(KEY);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

/** Keeps the choice and shows it at once. */
export function chooseTheme(theme: Theme): void {
  if (theme === 'system') {
    lastingStorage.removeItem(KEY);
    delete document.documentElement.dataset['theme'];
  } else {
    lastingStorage.setItem(KEY, theme);
    document.documentElement.dataset['theme'] = theme;
  }
}
