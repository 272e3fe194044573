import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort, spawnService, stopLeftover, stopService, waitForPort } from './child-service.mjs';
import { prepareEmbeddedMongo } from './embedded-mongo.mjs';
import { downloadMongod } from './mongod-download.mjs';
import { findProgram } from './host-packages.mjs';

const WAYS = [
  'set MONGODB_URI to a MongoDB 5 (or later) server',
  'install MongoDB so that `mongod` is on the PATH',
  'install a JDK and Maven for the embedded server: apt-get install openjdk-17-jdk-headless maven',
];

/**
 * Finds or starts MongoDB, in this order: the address in the environment, `mongod` on the PATH, the official binary
 * downloaded into `cacheDir`, the embedded server. Data lies under `dataDir`. Throws an error that lists the ways.
 */
export async function startMongo({ dataDir, cacheDir, say, environment }) {
  if (environment.MONGODB_URI) {
    say('MongoDB: using MONGODB_URI');
    return { uri: environment.MONGODB_URI, kind: 'address', stop: async () => undefined };
  }
  if (await stopLeftover(dataDir, 'mongo')) say('MongoDB: ended one that an earlier start had left behind');

  const mongod = findProgram('mongod') ?? (await downloadMongod({ cacheDir, say, environment }));
  if (mongod !== null) return startMongod({ program: mongod, dataDir, say });

  const embedded = prepareEmbeddedMongo({ cacheDir, say });
  if (embedded.reason === undefined) return startEmbedded({ embedded, dataDir, say });
  throw new Error(
    `MongoDB is missing, and the embedded server could not be made: ${embedded.reason}.\nWays to get it:\n  - ${WAYS.join('\n  - ')}`,
  );
}

async function startMongod({ program, dataDir, say }) {
  const folder = join(dataDir, 'mongo');
  mkdirSync(folder, { recursive: true });
  const port = await findFreePort();
  const args = ['--dbpath', folder, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket'];
  const service = await launch({ command: program, args, port, dataDir });
  say(`MongoDB: started ${program} on port ${port}`);
  return { ...service, kind: 'mongod' };
}

async function startEmbedded({ embedded, dataDir, say }) {
  const folder = join(dataDir, 'embedded-mongo');
  mkdirSync(folder, { recursive: true });
  const port = await findFreePort();
  const args = [...embedded.args, join(folder, 'data.mv.db'), String(port)];
  const service = await launch({ command: embedded.command, args, port, dataDir });
  say(`MongoDB: no mongod here, started the embedded server on port ${port}`);
  return { ...service, kind: 'embedded' };
}

async function launch({ command, args, port, dataDir }) {
  const pidFile = join(dataDir, 'mongo.pid');
  const child = spawnService({ command, args, logFile: join(dataDir, 'logs', 'mongo.log'), pidFile });
  try {
    await waitForPort(child, port, 60_000);
  } catch (error) {
    await stopService(child, pidFile);
    throw new Error(
      `MongoDB (${command}) could not be started: ${error.message}. Its log is logs/mongo.log in the data folder.`,
      { cause: error },
    );
  }
  return {
    uri: `mongodb://127.0.0.1:${port}/cloakroom`,
    pid: child.pid,
    stop: () => stopService(child, pidFile, 12_000),
  };
}
