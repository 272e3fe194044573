import { tabStorage } from './browser-storage.js';

const KEY = 'cloakroom:reloaded-for';

/**
 * A newer version was installed while this page was open, so a part of it is gone: reload, once for each missing part.
 * Not while the server cannot be reached, when a reload would leave nothing of the page.
 */
export function reloadWhenOutdated(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const missing = event.payload.message;
    if (tabStorage.getItem(KEY) === missing) return;
    const reload = (): void => {
      tabStorage.setItem(KEY, missing);
      window.location.reload();
    };
    fetch('/', { method: 'HEAD' }).then(reload, () => undefined);
  });
}
