/**
 * `node tools/services.mjs up` starts MongoDB and Redis for developing in this checkout, leaves them running and prints
 * their addresses; integration tests find them through `.data/services.json`. `down` ends them.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stopLeftover } from './services/child-service.mjs';
import { startServices } from './services/start-services.mjs';

const dataDir = join(import.meta.dirname, '..', '.data', 'dev');
const addressFile = join(import.meta.dirname, '..', '.data', 'services.json');

switch (process.argv[2]) {
  case 'up': {
    const { mongoUri, redisUrl } = await startServices({ dataDir });
    writeFileSync(addressFile, `${JSON.stringify({ mongoUri, redisUrl }, null, 2)}\n`);
    console.log(`MONGODB_URI=${mongoUri}\nREDIS_URL=${redisUrl}`);
    process.exit(0);
    break;
  }
  case 'down':
    await stopLeftover(dataDir, 'redis');
    await stopLeftover(dataDir, 'mongo');
    rmSync(addressFile, { force: true });
    break;
  default:
    console.error('Say `up` or `down`.');
    process.exitCode = 2;
}
