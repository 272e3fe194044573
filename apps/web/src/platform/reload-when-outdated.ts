import { tabStorage } from './browser-storage.js';

const KEY = 'cloakroom:reloaded-for';

/** A newer version was installed while this page was open, so a part of it is gone: reload, once for each missing part. */
export function reloadWhenOutdated(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const missing = event.payload.message;
    if (tabStorage.getItem(KEY) === missing) return;
    tabStorage.setItem(KEY, missing);
    event.preventDefault();
    window.location.reload();
  });
}
