import { randomBytes, randomUUID } from 'node:crypto';
import { SEALED_ENVELOPE_SUITE, type SealedEnvelope } from '@cloakroom/contracts';
import { dumpMongo, testServices } from '@cloakroom/testing';
import { ownerId, Persistence } from '../index.js';

const chatKeys = { current: 'k1', keys: new Map([['k1', randomBytes(32)]]) };
let persistence: Persistence;
let second: Persistence;

beforeAll(async () => {
  const uri = testServices().mongoUri(`cloakroom-ledger-${randomUUID()}`);
  [persistence, second] = [await Persistence.open({ uri, chatKeys }), await Persistence.open({ uri, chatKeys })];
});

afterAll(async () => {
  await persistence.mongo.connection.dropDatabase();
  await Promise.all([persistence.close(), second.close()]);
});

function envelope(): SealedEnvelope {
  const base64url = (bytes: number) => randomBytes(bytes).toString('base64url');
  return { v: 1, suite: SEALED_ENVELOPE_SUITE, keyId: 'v1', enc: base64url(32), ct: base64url(40) };
}

async function secretOf() {
  const owner = ownerId(randomUUID());
  const secret = await persistence.secrets.create(owner, { name: 'KEY', envelope: envelope() });
  return { owner, secret, find: () => persistence.secrets.find(owner, secret.id) };
}

const header = (host: string) => ({ host, place: 'header' as const, headerName: 'authorization' });

describe('what is known of a value', () => {
  it('begins with nothing but a search of the history', async () => {
    const { secret } = await secretOf();
    const scan = { state: 'running', found: 0, messages: 0 };
    expect(secret).toMatchObject({ exposedRuns: 0, destinations: [], scan });
  });

  it('counts each run once, whichever worker tells of it and however often', async () => {
    const { owner, secret, find } = await secretOf();
    const runs = [randomUUID(), randomUUID(), randomUUID()];
    const told = [...runs, ...runs].flatMap((run) =>
      [persistence, second].map((process) => process.secretLedger.countExposure(owner, run, [secret])),
    );
    await Promise.all(told);
    expect((await find()).exposedRuns).toBe(3);
  });

  it('loses no destination of several workers, and keeps them encrypted', async () => {
    const { owner, secret, find } = await secretOf();
    const notes = Array.from({ length: 12 }, (_, index) =>
      (index % 2 === 0 ? persistence : second).secretLedger.noteDestinations(owner, secret, [
        header('api.example.com'),
      ]),
    );
    await Promise.all(notes);
    await persistence.secretLedger.noteDestinations(owner, secret, [header('other.example.com')]);
    const { destinations } = await find();
    expect(destinations.map(({ host, count }) => [host, count])).toEqual([
      ['other.example.com', 1],
      ['api.example.com', 12],
    ]);
    expect((await dumpMongo(persistence)).filter(([, bytes]) => bytes.includes('api.example.com'))).toEqual([]);
  });

  it('keeps the 20 latest destinations', async () => {
    const { owner, secret, find } = await secretOf();
    for (let index = 0; index < 22; index++) {
      const at = new Date(1_700_000_000_000 + index);
      await persistence.secretLedger.noteDestinations(owner, secret, [header(`h${index}.example.com`)], at);
    }
    const hosts = (await find()).destinations.map(({ host }) => host);
    expect(hosts).toHaveLength(20);
    expect(hosts.slice(0, 1)).toEqual(['h21.example.com']);
    expect(hosts).not.toContain('h1.example.com');
  });

  it('is forgotten with the value, and nothing is noted for the old one any more', async () => {
    const { owner, secret, find } = await secretOf();
    await persistence.secretLedger.countExposure(owner, randomUUID(), [secret]);
    await persistence.secretLedger.noteDestinations(owner, secret, [header('api.example.com')]);
    await persistence.secretLedger.setScan(owner, secret, { state: 'done', found: 2, messages: 1 });
    expect((await find()).scan).toEqual({ state: 'done', found: 2, messages: 1 });
    await persistence.secrets.replaceValue(owner, { id: secret.id, expectedVersion: 1 }, { envelope: envelope() });
    await persistence.secretLedger.countExposure(owner, randomUUID(), [secret]);
    await persistence.secretLedger.noteDestinations(owner, secret, [header('api.example.com')]);
    expect(await persistence.secretLedger.setScan(owner, secret, { state: 'done', found: 2, messages: 1 })).toBe(false);
    const scan = { state: 'running', found: 0, messages: 0 };
    expect(await find()).toMatchObject({ version: 2, exposedRuns: 0, destinations: [], scan });
  });
});
