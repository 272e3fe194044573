import { jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseArchive, type MongoConnection, Persistence, connectMongo, ownerId } from '@cloakroom/persistence';
import { loadChatKeys } from '@cloakroom/secrets/chat-keys';
import { KEY_FILES, ensureVaultKeys, readVaultPrivateFile } from '@cloakroom/secrets/keys';
import { type TestUser, WorkerWorld, createCanary, findCanary, testServices } from '@cloakroom/testing';
import { checkBackup, restoreBackup } from './restore-backup.js';
import { verifyVault } from './vault-report.js';
import { writeBackup } from './write-backup.js';

jest.setTimeout(90_000);

const passphrase = 'correct horse battery staple';
const canary = createCanary();
let world: WorkerWorld;
let user: TestUser;
let folder: string;
let file: string;
let target: { readonly uri: string; readonly mongo: MongoConnection; readonly archive: DatabaseArchive };

beforeAll(async () => {
  world = await WorkerWorld.open();
  user = world.newUser();
  await user.saveSecret('X_BEARER_TOKEN', canary, 'For search');
  await user.ask('Remember this.');
  folder = await mkdtemp(join(tmpdir(), 'cloakroom-backup-'));
  file = join(folder, 'cloakroom.backup');
  await writeBackup(file, { keysFolder: world.keyFolder, archive: archiveOf(world.persistence.mongo), passphrase });
});

afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  const uri = testServices().mongoUri(`test-${randomUUID()}`);
  const mongo = await connectMongo({ uri });
  target = { uri, mongo, archive: archiveOf(mongo) };
});

afterEach(async () => {
  await target.mongo.connection.dropDatabase();
  await target.mongo.close();
});

function archiveOf(mongo: MongoConnection): DatabaseArchive {
  return new DatabaseArchive(mongo.connection);
}

const newKeysFolder = () => join(folder, randomUUID());
const keyIdIn = (keysFolder: string) => readVaultPrivateFile(join(keysFolder, KEY_FILES.vaultPrivate)).current;

async function openRestored(keysFolder: string): Promise<Persistence> {
  const chatKeys = await loadChatKeys(join(keysFolder, KEY_FILES.chat));
  return Persistence.open({ uri: target.uri, chatKeys, vaultKeyIds: [keyIdIn(keysFolder)] });
}

describe('a backup', () => {
  it('is one file for its owner alone, and nothing of it can be read without the passphrase', async () => {
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const bytes = await readFile(file);
    expect(bytes.subarray(0, 21).toString()).toBe('age-encryption.org/v1');
    expect(findCanary(canary, new Map([['backup', bytes]]))).toEqual([]);
    expect(bytes.includes(user.userId)).toBe(false);
    await expect(checkBackup(file, 'another passphrase')).rejects.toMatchObject({ code: 'backup-unreadable' });
    expect((await readdir(folder)).filter((name) => name.includes('draft'))).toEqual([]);
  });

  it('brings keys, secrets and conversations to an empty machine, where everything opens', async () => {
    const keysFolder = newKeysFolder();
    const restored = await restoreBackup(file, { keysFolder, archive: target.archive, passphrase });
    expect(restored).toEqual(await checkBackup(file, passphrase));
    expect((await stat(join(keysFolder, KEY_FILES.vaultPrivate))).mode & 0o777).toBe(0o600);
    const persistence = await openRestored(keysFolder);
    const owner = ownerId(user.userId);
    expect(
      (await persistence.conversations.list(owner, { limit: 10, before: null })).map(({ title }) => title),
    ).toEqual(['Remember this.']);
    expect(await persistence.secrets.list(owner)).toMatchObject([{ name: 'X_BEARER_TOKEN' }]);
    expect(await verifyVault(keysFolder, persistence.systemVault)).toMatchObject({
      opened: 1,
      broken: [],
      unwrapped: 1,
    });
    await persistence.close();
  });

  it('goes on with a restore that was interrupted, and no server starts before it is complete', async () => {
    const keysFolder = newKeysFolder();
    let left = 3;
    const dying = new DatabaseArchive(target.mongo.connection);
    dying.put = (line) => {
      left -= 1;
      return left < 0 ? Promise.reject(new RangeError('killed')) : target.archive.put(line);
    };
    await expect(restoreBackup(file, { keysFolder, archive: dying, passphrase })).rejects.toThrow('killed');
    await expect(openRestored(keysFolder)).rejects.toMatchObject({ code: 'restore-unfinished' });
    await restoreBackup(file, { keysFolder, archive: target.archive, passphrase });
    const persistence = await openRestored(keysFolder);
    expect(await verifyVault(keysFolder, persistence.systemVault)).toMatchObject({ opened: 1, unwrapped: 1 });
    await persistence.close();
  });

  it('is refused, with nothing written, where there are other keys or other data', async () => {
    const keysFolder = newKeysFolder();
    await ensureVaultKeys(keysFolder);
    const before = keyIdIn(keysFolder);
    const parts = { keysFolder, archive: target.archive, passphrase };
    await expect(restoreBackup(file, parts)).rejects.toMatchObject({ code: 'keys-differ' });
    expect(keyIdIn(keysFolder)).toBe(before);
    expect(await target.mongo.connection.db?.listCollections().toArray()).toEqual([]);
    await target.archive.put({ collection: 'things', document: { _id: 'one' } });
    const elsewhere = { ...parts, keysFolder: newKeysFolder() };
    await expect(restoreBackup(file, elsewhere)).rejects.toMatchObject({ code: 'database-not-empty' });
    await expect(stat(elsewhere.keysFolder)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is never taken in part: a file that is cut short, changed or not a backup is refused', async () => {
    const bytes = await readFile(file);
    const bad = join(folder, 'bad.backup');
    for (const change of ['cut', 'flip', 'other'] as const) {
      const copy = Buffer.from(bytes);
      if (change === 'flip') copy[bytes.length - 40] = (copy[bytes.length - 40] ?? 0) ^ 1;
      await writeFile(bad, change === 'other' ? 'hello' : copy);
      if (change === 'cut') await truncate(bad, bytes.length - 17);
      const parts = { keysFolder: newKeysFolder(), archive: target.archive, passphrase };
      await expect(restoreBackup(bad, parts)).rejects.toMatchObject({ code: 'backup-unreadable' });
    }
    expect(await target.mongo.connection.db?.listCollections().toArray()).toEqual([]);
  });

  it('never replaces a file that is there', async () => {
    const before = await readFile(file);
    const parts = { keysFolder: world.keyFolder, archive: archiveOf(world.persistence.mongo), passphrase };
    await expect(writeBackup(file, parts)).rejects.toMatchObject({ code: 'file-exists' });
    expect((await readFile(file)).equals(before)).toBe(true);
  });
});
