import type { MessageSent, SendMessage } from '@cloakroom/contracts';
import type { SocketPort } from '../../realtime/socket-port.js';
import type { Delay } from './run-follower.js';

/** How delivering a message ended. */
export type Delivery =
  { readonly kind: 'stored'; readonly sent: MessageSent } | { readonly kind: 'failed'; readonly message: string };

/** Tries while connected before a person is asked. */
export const DELIVERY_ATTEMPTS = 6;

/** Pause after the given try, in milliseconds: 0.5, 1, 2, 4 … at most 8 seconds. */
export function pauseAfter(attempt: number): number {
  return Math.min(500 * 2 ** attempt, 8_000);
}

/**
 * Sends one message until the server has confirmed or refused it. Always the same id, so a try whose answer was lost
 * is stored once. Time without a connection is waited out and does not count as a try.
 */
export async function deliverMessage(port: SocketPort, payload: SendMessage, delay: Delay): Promise<Delivery> {
  for (let attempt = 0; attempt < DELIVERY_ATTEMPTS; attempt += 1) {
    await connected(port);
    const reply = await port.sendMessage(payload);
    if (reply.kind === 'ok') return { kind: 'stored', sent: reply.data };
    if (reply.kind === 'refused') return { kind: 'failed', message: reply.error.message };
    if (port.isConnected()) await delay(pauseAfter(attempt));
    else attempt -= 1;
  }
  return { kind: 'failed', message: 'The server did not confirm this message. Try again; it will not be sent twice.' };
}

function connected(port: SocketPort): Promise<void> {
  if (port.isConnected()) return Promise.resolve();
  return new Promise((resolve) => {
    const release = port.onConnect(() => {
      release();
      resolve();
    });
  });
}
