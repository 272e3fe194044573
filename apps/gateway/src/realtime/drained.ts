import type { RealtimeSocket } from './socket.types.js';

const PATIENCE_MS = 10_000;

/**
 * Resolves when what was sent has left this process, or the connection is gone. One that takes nothing for 10 s is closed,
 * so that no more than what was sent last is ever kept for it: the page connects again, and gets the rest from the log.
 */
export async function drained({ conn }: RealtimeSocket): Promise<void> {
  const { transport } = conn;
  if (transport.writable) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      transport.off('ready', done);
      conn.off('close', done);
      resolve();
    };
    const timer = setTimeout(() => {
      done();
      conn.close(true);
    }, PATIENCE_MS);
    transport.once('ready', done);
    conn.once('close', done);
  });
}
