import type { Plugin } from 'vite';

const transportsModule = /[\\/]engine\.io-client[\\/]build[\\/]esm[\\/]transports[\\/]index\.js$/;

/**
 * Leaves the transports of the connection that the page never asks for (polling, WebTransport) out of it. Saves about
 * 3 kB gzip of the first chat.
 */
export function websocketOnly(): Plugin {
  return {
    name: 'websocket-only',
    transform(_code, id) {
      if (!transportsModule.test(id)) return null;
      const code = "import { WS } from './websocket.js';\nexport const transports = { websocket: WS };";
      return { code, map: null };
    },
  };
}
