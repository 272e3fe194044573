import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { ROOT } from '../setup/node-runtime.mjs';

const ENGINES = ['isolated-vm', 'pyodide', 'mongoose', 'mongodb', 'ioredis', 'bullmq', '@nestjs/bullmq', 'socket.io'];

const ARGS = ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'apps', 'libs', 'e2e', 'bench', 'tools'];

/** A tree that keeps every rule. */
const SOUND = {
  'libs/contracts/src/index.ts': 'export const contract = 1;',
  'libs/secrets/src/open.ts': 'export const open = 1;',
  'libs/secrets/src/seal.ts': 'export const seal = 1;',
  'libs/sandbox/src/index.ts': "import 'isolated-vm';\nimport 'pyodide';\nexport const sandbox = 1;",
  'libs/persistence/src/index.ts': "import 'mongoose';\nexport const persistence = 1;",
  'libs/platform/src/index.ts': "import 'ioredis';\nimport 'bullmq';\nexport const platform = 1;",
  'libs/testing/src/index.ts': 'export const testing = 1;',
  'apps/agent-worker/src/main.ts': "import 'bullmq';\nimport '../../../libs/secrets/src/open.js';",
  'apps/gateway/src/main.ts': "import './realtime/server.js';\nimport '../../../libs/secrets/src/seal.js';",
  'apps/gateway/src/realtime/server.ts': "import 'socket.io';",
  'apps/web/src/main.ts': "import '../../../libs/contracts/src/index.js';",
};

const inside = (from, imported) => ({ [from]: `import '${imported}';` });

/** One breach each: the rule that must fire, and the file that breaks it. */
const BREACHES = [
  ['only-the-worker-opens-secrets', 'apps/gateway/src/a.ts', '../../../libs/secrets/src/open.js'],
  ['only-the-worker-opens-secrets', 'libs/platform/src/b.ts', '../../secrets/src/open.js'],
  ['only-the-worker-opens-secrets', 'tools/c.mjs', '../libs/secrets/src/open.js'],
  ['web-only-from-contracts', 'apps/web/src/d.ts', '../../../libs/platform/src/index.js'],
  ['contracts-stand-alone', 'libs/contracts/src/e.ts', '../../persistence/src/index.js'],
  ['no-app-to-app', 'apps/gateway/src/f.ts', '../../agent-worker/src/main.js'],
  ['no-lib-to-app', 'libs/sandbox/src/g.ts', '../../../apps/web/src/main.js'],
  ['no-testing-in-product', 'apps/agent-worker/src/h.ts', '../../../libs/testing/src/index.js'],
  ['no-unresolvable', 'libs/platform/src/i.ts', './is-not-there.js'],
  ['isolated-vm-in-sandbox', 'apps/agent-worker/src/j.ts', 'isolated-vm'],
  ['isolated-vm-in-sandbox', 'libs/redaction/src/k.ts', 'pyodide'],
  ['mongoose-in-persistence', 'apps/gateway/src/l.ts', 'mongoose'],
  ['mongoose-in-persistence', 'apps/agent-worker/src/m.ts', 'mongodb'],
  ['ioredis-in-platform', 'apps/gateway/src/n.ts', 'ioredis'],
  ['bullmq-in-platform', 'apps/gateway/src/o.ts', 'bullmq'],
  ['bullmq-in-platform', 'apps/gateway/src/p.ts', '@nestjs/bullmq'],
  ['socket-io-in-realtime', 'apps/gateway/src/q.ts', 'socket.io'],
  ['socket-io-in-realtime', 'libs/platform/src/r.ts', 'socket.io'],
];
const CIRCLE = { ...inside('libs/platform/src/s.ts', './t.js'), ...inside('libs/platform/src/t.ts', './s.js') };

describe('the boundaries between the rooms', () => {
  const folders = [];

  after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

  function violationsOf(files) {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cloakroom-rooms-')));
    folders.push(folder);
    for (const name of ENGINES) {
      write(folder, `node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
      write(folder, `node_modules/${name}/index.js`, '');
    }
    for (const room of ['tools', 'e2e', 'bench']) mkdirSync(join(folder, room), { recursive: true });
    for (const [path, text] of Object.entries(files)) write(folder, path, text);
    for (const name of ['tsconfig.base.json', '.dependency-cruiser.mjs'])
      copyFileSync(join(ROOT, name), join(folder, name));
    const outcome = spawnSync(process.execPath, [realpathSync(join(ROOT, 'node_modules/.bin/depcruise')), ...ARGS], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
    });
    assert.notEqual(outcome.stdout, '', outcome.stderr);
    return JSON.parse(outcome.stdout).summary.violations.map(
      ({ rule, from }) => `${rule.severity} ${rule.name} ${from}`,
    );
  }

  it('are silent about a tree that keeps them', () => {
    assert.deepEqual(violationsOf(SOUND), []);
  });

  it('name each breach, once, as an error', () => {
    const breaches = Object.assign({}, ...BREACHES.map(([, from, imported]) => inside(from, imported)));
    const found = violationsOf({ ...SOUND, ...breaches });
    assert.deepEqual(found.sort(), BREACHES.map(([rule, from]) => `error ${rule} ${from}`).sort());
  });

  it('refuse a circle', () => {
    const found = new Set(violationsOf({ ...SOUND, ...CIRCLE }).map((line) => line.split(' ')[1]));
    assert.deepEqual([...found], ['no-circular']);
  });
});

function write(folder, path, text) {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
