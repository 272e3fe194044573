import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  auditExportSchema,
  auditPageSchema,
  importResultsSchema,
  secretExportSchema,
  secretListSchema,
  secretViewSchema,
  vaultPublicKeySchema,
} from '@cloakroom/contracts';
import { sealSecretValue } from '@cloakroom/contracts/sealing';
import { createCanary, dumpMongo, dumpRedis, findCanary, waitUntil } from '@cloakroom/testing';
import { SecretExpirySweeper } from '../secrets/secret-expiry.sweeper.js';
import { type TestGateway, startTestGateway } from '../testing/test-gateway.js';
import { TestPerson } from '../testing/test-person.js';

const run = promisify(execFile);
let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
}, 30_000);
afterAll(() => gateway.close());

async function trailOf(person: TestPerson, query = ''): Promise<string[]> {
  const { entries } = auditPageSchema.parse((await person.request('GET', `/api/v1/audit${query}`)).body);
  return entries.map(({ event }) => `${event.type} ${'secretName' in event ? event.secretName : ''}`);
}

async function create(person: TestPerson, name: string, more: object = {}) {
  const answer = await person.request('POST', '/api/v1/secrets', { name, value: 'a first value', ...more });
  return secretViewSchema.parse(answer.body);
}

describe('the audit trail over REST', () => {
  it('has every change of a secret, newest first, for its owner alone', async () => {
    const [person, stranger] = [await TestPerson.signUp(gateway), await TestPerson.signUp(gateway)];
    const { id } = await create(person, 'KEY');
    const path = `/api/v1/secrets/${id}`;
    await person.request('PATCH', path, { value: 'another value', version: 2 });
    await person.request('PATCH', path, { enabled: false });
    await person.request('PATCH', path, { mode: 'sealed', bindings: [{ host: 'api.example.com' }] });
    await person.request('PATCH', path, { enabled: false });
    await person.request('DELETE', path);
    await create(person, 'OTHER');
    expect(await trailOf(person)).toEqual([
      'secret.created OTHER',
      'secret.deleted KEY',
      'secret.bound KEY',
      'secret.sealed KEY',
      'secret.disabled KEY',
      'secret.value-replaced KEY',
      'secret.created KEY',
    ]);
    expect(await trailOf(person, '?secret=OTHER')).toEqual(['secret.created OTHER']);
    expect(await trailOf(person, '?type=secret.created&limit=1')).toEqual(['secret.created OTHER']);
    expect(await trailOf(person, '?before=3')).toEqual(['secret.value-replaced KEY', 'secret.created KEY']);
    expect(await trailOf(stranger)).toEqual([]);
    expect((await person.request('GET', '/api/v1/audit?limit=1000')).status).toBe(400);
    expect((await person.request('DELETE', '/api/v1/audit')).status).toBe(404);
  });

  it('says once that a secret has expired, whichever gateway finds it, and again after another end', async () => {
    const person = await TestPerson.signUp(gateway);
    const page = await person.connect();
    const { id } = await create(person, 'OLD_KEY', { expiresAt: new Date(Date.now() - 1_000).toISOString() });
    await create(person, 'NEW_KEY', { expiresAt: new Date(Date.now() + 60_000).toISOString() });
    const sweeper = gateway.running.app.get(SecretExpirySweeper, { strict: false });
    await Promise.all([sweeper.sweep(), sweeper.sweep()]);
    expect(await trailOf(person, '?type=secret.expired')).toEqual(['secret.expired OLD_KEY']);
    await waitUntil('the page to hear of it', () => page.secretsChanged === 3);
    const expiresAt = new Date(Date.now() - 500).toISOString();
    await person.request('PATCH', `/api/v1/secrets/${id}`, { expiresAt });
    await sweeper.sweep();
    await sweeper.sweep();
    expect(await trailOf(person, '?type=secret.expired')).toHaveLength(2);
    page.close();
  });

  it('is exported, and the served file verifies it with bare Node', async () => {
    const person = await TestPerson.signUp(gateway);
    await create(person, 'KEY');
    const folder = await mkdtemp(join(tmpdir(), 'cloakroom-verify-'));
    try {
      const exported = await person.request('GET', '/api/v1/audit/export');
      expect(auditExportSchema.parse(exported.body)).toMatchObject({ userId: person.owner, head: { seq: 1 } });
      expect(exported.headers.get('content-disposition')).toContain('attachment');
      const verifier = await person.request('GET', '/api/v1/audit/verify-audit.mjs');
      const files = [join(folder, 'verify-audit.mjs'), join(folder, 'export.json')] as const;
      await writeFile(files[0], verifier.text);
      await writeFile(files[1], exported.text);
      expect((await run(process.execPath, [...files], { env: {} })).stdout).toContain('Intact: 1 entries');
      await writeFile(files[1], exported.text.replace('secret.created', 'secret.deleted'));
      await expect(run(process.execPath, [...files], { env: {} })).rejects.toMatchObject({ code: 1 });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('import and export of secrets', () => {
  it('creates, replaces, skips and refuses line by line, and leaks no value anywhere', async () => {
    const person = await TestPerson.signUp(gateway);
    const [canary, sealedCanary] = [createCanary(), createCanary()];
    await create(person, 'THERE', { description: 'words', tags: ['work'] });
    await create(person, 'KEPT');
    const key = vaultPublicKeySchema.parse((await person.request('GET', '/api/v1/vault/public-key')).body);
    const sealed = await sealSecretValue({ ...key, name: 'THERE', version: 2, value: sealedCanary });
    const answer = await person.request('POST', '/api/v1/secrets/import', {
      secrets: [
        { name: 'FRESH', value: canary, description: 'new' },
        { name: 'THERE', sealed, version: 2, onConflict: 'replace' },
        { name: 'THERE', sealed, version: 2, onConflict: 'replace' },
        { name: 'KEPT', value: canary },
      ],
    });
    const { results } = importResultsSchema.parse(answer.body);
    expect(results.map(({ outcome }) => outcome)).toEqual(['created', 'replaced', 'refused', 'skipped']);
    expect(results[2]?.message).toContain('THERE was changed elsewhere');
    const { secrets } = secretListSchema.parse((await person.request('GET', '/api/v1/secrets')).body);
    expect(secrets.map(({ name, version }) => [name, version])).toEqual([
      ['FRESH', 1],
      ['KEPT', 1],
      ['THERE', 2],
    ]);
    expect(await trailOf(person, '?type=secret.imported')).toHaveLength(2);
    const exported = await person.request('GET', '/api/v1/secrets/export');
    expect(secretExportSchema.parse(exported.body).secrets).toContainEqual({
      name: 'THERE',
      description: 'words',
      tags: ['work'],
    });
    const places = new Map<string, Buffer | string>([
      ['answers', answer.text + exported.text + (await person.request('GET', '/api/v1/audit/export')).text],
      ['log', gateway.logText()],
      ...(await dumpMongo(gateway.persistence)),
      ...(await dumpRedis(gateway.redis, gateway.keys)),
    ]);
    expect([canary, sealedCanary].flatMap((value) => findCanary(value, places))).toEqual([]);
  });

  it.each([
    ['nothing', []],
    ['a bad name', [{ name: 'lower', value: 'v' }]],
    ['two values', [{ name: 'KEY', value: 'v', sealed: {} }]],
    ['more than 200', Array.from({ length: 201 }, (_, index) => ({ name: `KEY_${index}`, value: 'v' }))],
  ])('refuses %s and saves none of it', async (_what, secrets) => {
    const person = await TestPerson.signUp(gateway);
    expect((await person.request('POST', '/api/v1/secrets/import', { secrets })).status).toBe(400);
    expect((await person.request('GET', '/api/v1/secrets')).body).toEqual({ secrets: [] });
  });
});
