import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { websocketOnly } from './tools/websocket-only.js';
import { zodParseOnly } from './tools/zod-parse-only.js';

const gateway = 'http://127.0.0.1:3000';

export default defineConfig(({ mode }) => ({
  plugins: [react(), tailwindcss(), websocketOnly(), zodParseOnly()],
  resolve: {
    conditions: ['@cloakroom/source', 'module', 'browser', mode === 'production' ? 'production' : 'development'],
  },
  build: {
    outDir: 'dist/site',
    manifest: true,
    // Nothing becomes a data: URL, so the page's policy can name its own origin alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/api': gateway,
      '/health': gateway,
      '/socket.io': { target: gateway, ws: true },
    },
  },
}));
