import type { Page, WebSocketRoute } from '@playwright/test';

/** Draws numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** How often the connection of a page was cut. */
export interface Chopped {
  readonly cuts: () => number;
  /** The connection is left alone from now on. */
  readonly heal: () => void;
}

/** Frames of the handshake; a connection that is cut before them is none. */
const HANDSHAKE = 3;

/**
 * Lets every connection of a page live for a drawn number of frames, up to `most`, counted both ways. The frame that is
 * one too many is lost: a request that did not arrive, or an answer that did not come back.
 */
export async function chopSocket(page: Page, random: () => number, most: number): Promise<Chopped> {
  let cuts = 0;
  let healed = false;
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    let left = HANDSHAKE + Math.ceil(random() * most);
    const pass = (to: WebSocketRoute, frame: string | Buffer): void => {
      left -= 1;
      if (healed || left >= 0) to.send(frame);
      else if (left === -1) {
        cuts += 1;
        void socket.close();
        void server.close();
      }
    };
    socket.onMessage((frame) => pass(server, frame));
    server.onMessage((frame) => pass(socket, frame));
  });
  return { cuts: () => cuts, heal: () => (healed = true) };
}
