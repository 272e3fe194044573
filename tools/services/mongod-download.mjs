import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { acceptsConnections } from './child-service.mjs';

const VERSION = '8.0.15';
const DOWNLOAD_HOST = 'fastdl.mongodb.org';
const DOWNLOAD_TIMEOUT_MS = 300_000;

/**
 * The official mongod binary in `cacheDir`, downloaded on first use; `null` where the download host cannot be reached
 * within two seconds, or the platform has no binary. MONGODB_DOWNLOAD=off skips it.
 */
export async function downloadMongod({ cacheDir, say, environment }) {
  if (environment.MONGODB_DOWNLOAD === 'off') return null;
  if (!(await acceptsConnections(DOWNLOAD_HOST, 443, 2000))) return null;
  const { MongoBinary } = await import('mongodb-memory-server-core');
  say(`MongoDB: fetching the official ${VERSION} binary`);
  try {
    return await Promise.race([
      MongoBinary.getPath({ version: VERSION, downloadDir: join(cacheDir, 'mongod') }),
      pause(DOWNLOAD_TIMEOUT_MS, null, { ref: false }),
    ]);
  } catch {
    say('MongoDB: the official binary could not be fetched; going on without it');
    return null;
  }
}
