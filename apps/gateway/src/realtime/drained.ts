import type { RealtimeSocket } from './socket.types.js';

const PATIENCE_MS = 10_000;

/** Resolves when what was sent has left this process, or the connection is gone, or after 10 s: events wait in the log. */
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
    const timer = setTimeout(done, PATIENCE_MS);
    transport.once('ready', done);
    conn.once('close', done);
  });
}
