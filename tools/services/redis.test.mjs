import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { stopLeftover } from './child-service.mjs';
import { startRedis } from './redis.mjs';

const silent = () => undefined;

describe('Redis of a data folder', () => {
  let dataDir;

  before(() => {
    dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'cloakroom-redis-')));
  });

  after(async () => {
    await stopLeftover(dataDir, 'redis');
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('keeps its data over a restart and never evicts', async () => {
    const first = await startRedis({ dataDir, say: silent, environment: {} });
    const writer = new Redis(first.url);
    await writer.set('kept', 'yes');
    assert.deepEqual(await writer.config('GET', 'maxmemory-policy'), ['maxmemory-policy', 'noeviction']);
    await writer.quit();
    await first.stop();

    const second = await startRedis({ dataDir, say: silent, environment: {} });
    const reader = new Redis(second.url);
    assert.equal(await reader.get('kept'), 'yes');
    await reader.quit();
    await second.stop();
  });

  it('ends a server that a killed start left behind', async () => {
    const lines = [];
    const lost = await startRedis({ dataDir, say: silent, environment: {} });
    const next = await startRedis({ dataDir, say: (line) => lines.push(line), environment: {} });
    assert.match(lines.join('\n'), /ended one that an earlier start had left behind/);
    assert.throws(() => process.kill(lost.pid, 0), { code: 'ESRCH' });
    await next.stop();
  });

  it('uses the address of the environment and starts nothing', async () => {
    const found = await startRedis({ dataDir, say: silent, environment: { REDIS_URL: 'redis://elsewhere:1' } });
    assert.equal(found.url, 'redis://elsewhere:1');
    assert.equal(found.pid, undefined);
  });
});
