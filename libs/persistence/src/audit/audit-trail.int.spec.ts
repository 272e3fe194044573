import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AUDIT_FIRST_HASH, auditExportSchema, type AuditEvent, type AuditExport } from '@cloakroom/contracts';
import { dumpMongo, testServices } from '@cloakroom/testing';
import { ownerId, Persistence, type OwnerId } from '../index.js';
import { auditHash } from './audit-hash.js';

const chatKeys = { current: 'k1', keys: new Map([['k1', randomBytes(32)]]) };
const verifier = resolve('libs/contracts/verifier/verify-audit.mjs');
const DAY_MS = 86_400_000;

let persistence: Persistence;
let second: Persistence;
let folder: string;

beforeAll(async () => {
  const uri = testServices().mongoUri(`cloakroom-audit-${randomUUID()}`);
  [persistence, second] = [await Persistence.open({ uri, chatKeys }), await Persistence.open({ uri, chatKeys })];
  folder = await mkdtemp(join(tmpdir(), 'cloakroom-audit-'));
});

afterAll(async () => {
  await persistence.mongo.connection.dropDatabase();
  await Promise.all([persistence.close(), second.close()]);
  await rm(folder, { recursive: true, force: true });
});

const newOwner = (): OwnerId => ownerId(randomUUID());
const created = (secretName: string): AuditEvent => ({ type: 'secret.created', secretName });

async function trailOf(length: number): Promise<{ owner: OwnerId; trail: AuditExport }> {
  const owner = newOwner();
  await persistence.audit.append(owner, ...Array.from({ length }, (_, index) => created(`KEY_${index + 1}`)));
  return { owner, trail: await persistence.audit.export(owner) };
}

async function verify(...trails: readonly unknown[]): Promise<{ code: number; text: string }> {
  const files = trails.map(() => join(folder, `${randomUUID()}.json`));
  await Promise.all(files.map((file, at) => writeFile(file, JSON.stringify(trails[at]))));
  return new Promise((done) => {
    execFile(process.execPath, [verifier, ...files], { env: {}, timeout: 20_000 }, (error, stdout, stderr) => {
      done({ code: typeof error?.code === 'number' ? error.code : 0, text: stdout + stderr });
    });
  });
}

function changed(trail: AuditExport, change: (entries: AuditExport['entries']) => void): AuditExport {
  const copy = auditExportSchema.parse(JSON.parse(JSON.stringify(trail)));
  change(copy.entries);
  return copy;
}

/** The same events, all at another time, in a chain that is whole. */
function dated(trail: AuditExport, at: Date): AuditExport {
  let { hash } = trail.start;
  const entries = trail.entries.map((entry) => {
    const moved = { ...entry, at: at.toISOString(), previousHash: hash };
    hash = auditHash(trail.userId, moved);
    return { ...moved, hash };
  });
  return { ...trail, entries, head: { ...trail.head, hash } };
}

describe('an audit trail', () => {
  it('has no gap and verifies after 200 appends at once from two connections', async () => {
    const owner = newOwner();
    const appends = Array.from({ length: 200 }, (_, index) =>
      (index % 2 === 0 ? persistence : second).audit.append(owner, created(`KEY_${index}`)),
    );
    await Promise.all(appends);
    const trail = await persistence.audit.export(owner);
    expect(trail.entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    const names = trail.entries.map(({ event }) => ('secretName' in event ? event.secretName : ''));
    expect(new Set(names).size).toBe(200);
    const { code, text } = await verify(trail);
    expect(text).toContain('Intact: 200 entries');
    expect(code).toBe(0);
  }, 60_000);

  it('belongs to its owner and is unreadable in the database', async () => {
    const { owner } = await trailOf(2);
    expect((await persistence.audit.export(newOwner())).entries).toEqual([]);
    const stored = [...(await dumpMongo(persistence))].filter(([place]) => place.includes('auditEntries'));
    expect(stored.some(([, bytes]) => bytes.includes(owner))).toBe(true);
    expect(stored.some(([, bytes]) => bytes.includes('KEY_1'))).toBe(false);
  });

  it('is listed in pages, newest first, by type and by secret', async () => {
    const { owner } = await trailOf(5);
    const scan: AuditEvent = { type: 'history.scanned', secretName: 'KEY_2', found: 1, messages: 1 };
    await persistence.audit.append(owner, scan);
    const first = await persistence.audit.list(owner, { limit: 4 });
    expect(first.entries.map(({ seq }) => seq)).toEqual([6, 5, 4, 3]);
    const rest = await persistence.audit.list(owner, { limit: 4, before: first.next ?? 0 });
    expect(rest).toMatchObject({ entries: [{ seq: 2 }, { seq: 1 }], next: null });
    const ofSecret = await persistence.audit.list(owner, { limit: 9, secretName: 'KEY_2' });
    expect(ofSecret.entries.map(({ seq }) => seq)).toEqual([6, 2]);
    const ofKind = await persistence.audit.list(owner, { limit: 9, type: 'history' });
    expect(ofKind.entries).toMatchObject([{ event: scan }]);
    expect((await persistence.audit.list(owner, { limit: 9, type: 'secret.created' })).entries).toHaveLength(5);
  });

  it('loses what is older than 90 days and still verifies, also when nothing is left and it goes on', async () => {
    const { owner, trail } = await trailOf(5);
    const { db } = persistence.mongo.authDatabase();
    const old = new Date(Date.now() - 91 * DAY_MS);
    await db.collection('auditEntries').updateMany({ userId: owner, seq: { $lte: 5 } }, { $set: { at: old } });
    await second.audit.append(owner, created('KEPT'));
    expect(await Promise.all([persistence.systemAudit.sweep(), second.systemAudit.sweep()])).toContain(5);
    const kept = await persistence.audit.export(owner);
    expect(kept).toMatchObject({ start: { seq: 5, hash: trail.head.hash }, entries: [{ seq: 6 }] });
    expect(await verify(kept)).toMatchObject({ code: 0 });
    await persistence.systemAudit.sweep(new Date(Date.now() + 91 * DAY_MS));
    expect(await persistence.audit.export(owner)).toMatchObject({ start: { seq: 6 }, head: { seq: 6 }, entries: [] });
    await persistence.audit.append(owner, created('AGAIN'));
    const again = await second.audit.export(owner);
    expect(again.entries).toMatchObject([{ seq: 7, previousHash: kept.head.hash }]);
    expect(await verify(again)).toMatchObject({ code: 0 });
  });
});

describe('the offline verifier', () => {
  it.each<[string, (entries: AuditExport['entries']) => void, RegExp]>([
    [
      'changed',
      (entries) => void Object.assign(entries[2] ?? {}, { event: created('OTHER') }),
      /entry 3 .*was changed/,
    ],
    [
      'dated back',
      (entries) => void Object.assign(entries[2] ?? {}, { at: new Date(0).toISOString() }),
      /entry 3 .*was changed/,
    ],
    ['removed', (entries) => void entries.splice(2, 1), /entry 4 .*entry 3 is missing/],
    ['removed at the end', (entries) => void entries.pop(), /end: entry 5 is missing/],
    ['removed at the beginning', (entries) => void entries.shift(), /entry 2 .*entry 1 is missing/],
    ['reordered', (entries) => void entries.splice(2, 2, ...entries.slice(2, 4).reverse()), /entry 3 .*out of order/],
    ['doubled', (entries) => void entries.splice(2, 0, ...entries.slice(1, 2)), /entry 2 .*inserted/],
  ])('names an entry that was %s', async (_what, change, expected) => {
    const { trail } = await trailOf(5);
    expect(await verify(trail)).toMatchObject({ code: 0 });
    const { code, text } = await verify(changed(trail, change));
    expect(code).toBe(1);
    expect(text).toMatch(expected);
  });

  it('names an entry of another trail that was put in, with a hash that fits itself', async () => {
    const [{ trail }, { trail: foreign }] = [await trailOf(3), await trailOf(3)];
    const put = changed(trail, (entries) => void entries.splice(1, 1, ...foreign.entries.slice(1, 2)));
    const { code, text } = await verify(put);
    expect(text).toMatch(/entry 2 .*does not/);
    expect(code).toBe(1);
  });

  describe('with an earlier export', () => {
    /** Cut at the newest end, with a head that fits. */
    function withoutLast(trail: AuditExport, count: number): AuditExport {
      const entries = trail.entries.slice(0, -count);
      const last = entries.at(-1);
      return { ...trail, entries, head: last === undefined ? trail.start : { seq: last.seq, hash: last.hash } };
    }

    /** Cut at the oldest end, with a start that fits. */
    function withoutFirst(trail: AuditExport, count: number): AuditExport {
      const last = trail.entries[count - 1];
      const start = last === undefined ? trail.start : { seq: last.seq, hash: last.hash };
      return { ...trail, entries: trail.entries.slice(count), start };
    }

    it.each<[string, (trail: AuditExport) => AuditExport, RegExp]>([
      ['its newest end', (trail) => withoutLast(trail, 2), /end: entries 4 to 5 are missing/],
      ['its oldest end', (trail) => withoutFirst(trail, 2), /start: entry 2 is missing, and was not 90 days old/],
      ['both', (trail) => withoutFirst(withoutLast(trail, 1), 1), /start: entry 1 is missing/],
      ['all of it', (trail) => withoutLast(trail, 5), /end: entries 1 to 5 are missing/],
    ])('sees that a chain that is whole was cut at %s', async (_where, cut, expected) => {
      const { trail } = await trailOf(5);
      expect(await verify(cut(trail))).toMatchObject({ code: 0 });
      const { code, text } = await verify(cut(trail), trail);
      expect(text).toMatch(expected);
      expect(code).toBe(1);
    });

    it('takes one that goes on from it, and names a whole other chain', async () => {
      const { owner, trail } = await trailOf(3);
      await persistence.audit.append(owner, created('LATER'));
      const later = await persistence.audit.export(owner);
      expect(await verify(later, trail)).toMatchObject({
        code: 0,
        text: expect.stringContaining('goes on') as unknown,
      });
      await persistence.audit.deleteAll(owner);
      await persistence.audit.append(owner, ...Array.from({ length: 4 }, () => created('FORGED')));
      const forged = await persistence.audit.export(owner);
      expect(await verify(forged)).toMatchObject({ code: 0 });
      expect((await verify(forged, trail)).text).toMatch(/entry 1: is another one/);
      expect((await verify((await trailOf(1)).trail, trail)).text).toMatch(/another user/);
    });

    it.each([
      [91, 0, /goes on/],
      [89, 1, /start: entry 1 is missing, and was not 90 days old/],
    ])('knows what may be gone by its age: %i days', async (days, code, expected) => {
      const { trail } = await trailOf(3);
      const earlier = dated(trail, new Date(Date.now() - days * DAY_MS));
      expect(await verify(earlier)).toMatchObject({ code: 0 });
      const later = { ...withoutFirst(earlier, 3), exportedAt: new Date(Date.now() + 5 * DAY_MS).toISOString() };
      expect(await verify(later, earlier)).toMatchObject({ code, text: expect.stringMatching(expected) as unknown });
    });
  });

  it('takes an empty trail, and says so of what is none', async () => {
    expect(await verify(await persistence.audit.export(newOwner()))).toMatchObject({ code: 0 });
    expect(await verify({ format: 'other' })).toMatchObject({ code: 2 });
    expect(AUDIT_FIRST_HASH).toHaveLength(64);
  });
});
