import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ROOT } from '../setup/node-runtime.mjs';
import { demoModelProcess, gatewayProcess, workerProcess } from './process-environments.mjs';

const example = readFileSync(join(ROOT, '.env.example'), 'utf8');
const documented = [...example.matchAll(/^# ([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1]);

/** Every documented setting with a value, and things of the machine that no process may get. */
const environment = {
  ...Object.fromEntries(documented.map((name) => [name, `value-of-${name}`])),
  PATH: '/bin',
  HOME: '/home/somebody',
  AWS_SECRET_ACCESS_KEY: 'of-the-machine',
  NODE_OPTIONS: '--inspect',
};
const given = {
  environment,
  port: 3000,
  services: { mongoUri: 'mongodb://db', redisUrl: 'redis://queue' },
  keys: { vaultPublic: '/k/public', vaultPrivate: '/k/private', chat: '/k/chat', auth: '/k/auth' },
  model: { worker: { MODEL_KIND: 'custom' }, gateway: { MODEL_KIND: 'custom', MODEL_NAME: 'm' } },
};
const all = { gateway: gatewayProcess(given), worker: workerProcess(given), model: demoModelProcess(given) };
const valuesOf = (name) => Object.values(all[name].environment);

describe('what each process gets to know', () => {
  it('keeps the private key from the gateway and the sign-in secret from the worker', () => {
    assert.ok(!valuesOf('gateway').includes('/k/private'));
    assert.ok(!valuesOf('worker').includes('/k/auth'));
    assert.ok(valuesOf('worker').includes('/k/private') && valuesOf('gateway').includes('/k/auth'));
  });

  it('keeps the model key from the gateway, and keys and databases from the built-in model', () => {
    assert.ok(!valuesOf('gateway').includes('value-of-OPENAI_API_KEY'));
    assert.deepEqual(Object.keys(all.model.environment).sort(), [
      'DEMO_MODEL_DELAY_MS',
      'DEMO_MODEL_PORT',
      'NODE_ENV',
      'PATH',
    ]);
  });

  it('gives nothing of the machine to anybody', () => {
    for (const name of Object.keys(all)) {
      const names = Object.keys(all[name].environment);
      assert.deepEqual(
        names.filter((key) => ['HOME', 'AWS_SECRET_ACCESS_KEY', 'NODE_OPTIONS'].includes(key)),
        [],
      );
    }
  });

  it('hands every documented setting to a process, but for the one that is read by the start itself', () => {
    const taken = new Set(Object.values(all).flatMap((spec) => Object.keys(spec.environment)));
    assert.deepEqual(
      documented.filter((name) => !taken.has(name)),
      ['MONGODB_DOWNLOAD'],
    );
  });
});
