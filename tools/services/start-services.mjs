import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startMongo } from './mongo.mjs';
import { startRedis } from './redis.mjs';

/** Where built or downloaded server programs lie, shared by every data folder of this checkout. */
export const CACHE_DIR = join(import.meta.dirname, '..', '..', '.data', 'cache');

/**
 * Finds or starts MongoDB and Redis for one data folder. Each step is said in one line; an error says what to do.
 * `stop` ends what was started here, and nothing else.
 */
export async function startServices({ dataDir, say = console.log, environment = process.env }) {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const mongo = await startMongo({ dataDir, cacheDir: CACHE_DIR, say, environment });
  try {
    const redis = await startRedis({ dataDir, say, environment });
    return {
      mongoUri: mongo.uri,
      redisUrl: redis.url,
      pids: { mongo: mongo.pid ?? null, redis: redis.pid ?? null },
      stop: async () => {
        await redis.stop();
        await mongo.stop();
      },
    };
  } catch (error) {
    await mongo.stop();
    throw error;
  }
}
