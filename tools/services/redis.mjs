import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort, spawnService, stopLeftover, stopService, waitForPort } from './child-service.mjs';
import { findProgram, installPackages } from './host-packages.mjs';

const WAYS = [
  'set REDIS_URL to a Redis 7 (or Valkey) server whose maxmemory-policy is noeviction',
  'install one: apt-get install redis-server (or valkey-server)',
];

/**
 * Finds or starts Redis: the address in the environment, or a server program of this machine on a free port with its
 * append-only file under `dataDir`. Throws an error that lists the ways when there is none.
 */
export async function startRedis({ dataDir, say, environment }) {
  if (environment.REDIS_URL) {
    say('Redis: using REDIS_URL');
    return { url: environment.REDIS_URL, stop: async () => undefined };
  }
  let program = findServer();
  if (program === null && installPackages(['redis-server'], 'Redis', say)) program = findServer();
  if (program === null) throw new Error(`Redis is missing. Ways to get it:\n  - ${WAYS.join('\n  - ')}`);

  const folder = join(dataDir, 'redis');
  mkdirSync(folder, { recursive: true });
  if (await stopLeftover(dataDir, 'redis')) say('Redis: ended one that an earlier start had left behind');
  const port = await findFreePort();
  const pidFile = join(dataDir, 'redis.pid');
  const child = spawnService({
    command: program,
    args: [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder],
      ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''],
      ...['--maxmemory-policy', 'noeviction', '--daemonize', 'no'],
    ],
    logFile: join(dataDir, 'logs', 'redis.log'),
    pidFile,
  });
  try {
    await waitForPort(child, port, 15_000);
  } catch (error) {
    await stopService(child, pidFile);
    throw new Error(
      `Redis (${program}) could not be started: ${error.message}. Its log is logs/redis.log in the data folder.`,
      { cause: error },
    );
  }
  say(`Redis: started ${program} on port ${port}`);
  return { url: `redis://127.0.0.1:${port}`, pid: child.pid, stop: () => stopService(child, pidFile) };
}

function findServer() {
  return findProgram('redis-server') ?? findProgram('valkey-server');
}
