import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { createServer } from 'node:net';
import { conflict } from '@cloakroom/platform';

/**
 * Takes a folder of keys for this process: two that changed it at once could lose a key. The kernel gives it back when the
 * process ends, however it ends (an abstract socket of Linux, unix(7)). Throws `vault-busy`.
 */
export async function lockKeyFolder(folder: string): Promise<() => Promise<void>> {
  const name = createHash('sha256')
    .update(await realpath(folder))
    .digest('hex');
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', () => {
      reject(conflict('vault-busy', 'Another vault command is at work on these keys. Wait until it has ended.'));
    });
    server.listen(`\0cloakroom-keys-${name}`, resolve);
  });
  return () => new Promise((resolve) => server.close(() => resolve()));
}
