import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SupervisedProcess } from './supervised-process.mjs';

const READY = "console.log(JSON.stringify({ level: 30, msg: 'up', env: Object.keys(process.env) }));";

describe('a supervised process', () => {
  let folder;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'cloakroom-stack-'));
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  function supervise(name, program) {
    const lines = [];
    const events = new EventEmitter();
    const child = new SupervisedProcess({
      name,
      args: ['-e', program],
      environment: { ONLY_THIS: '1' },
      folder,
      logFile: join(folder, `${name}.log`),
      say: (line) => lines.push(line),
      onLine: (entry) => events.emit('line', entry),
    });
    return { child, lines, next: () => once(events, 'line', { signal: AbortSignal.timeout(15_000) }) };
  }

  it('gets the given environment alone and is started again when it dies', async () => {
    const { child, lines, next } = supervise('phoenix', `${READY} setInterval(() => undefined, 1000);`);
    const up = next();
    child.revive = true;
    child.start();
    const [entry] = await up;
    assert.deepEqual(entry.env, ['ONLY_THIS']);
    const first = child.pid;
    const again = next();
    process.kill(first, 'SIGKILL');
    await again;
    assert.notEqual(child.pid, first);
    assert.deepEqual(lines, ['phoenix: ended (SIGKILL); starting it again in 0.5 s']);
    await child.stop(5000);
    assert.equal(child.running, false);
    assert.match(readFileSync(join(folder, 'phoenix.log'), 'utf8'), /"msg":"up"/);
  });

  it('is killed when it does not end within its grace', async () => {
    const deaf = `process.on('SIGTERM', () => undefined); ${READY} setInterval(() => undefined, 1000);`;
    const { child, lines, next } = supervise('deaf', deaf);
    const up = next();
    child.start();
    await up;
    await child.stop(300);
    assert.equal(child.running, false);
    assert.deepEqual(lines, ['deaf: did not end within 0.3 s, killing it']);
  });
});
