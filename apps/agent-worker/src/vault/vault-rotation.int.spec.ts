import { jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ownerId, webhookSecretName } from '@cloakroom/persistence';
import { KEY_FILES, ensureVaultKeys, readChatFile, readVaultPrivateFile } from '@cloakroom/secrets/keys';
import { loadChatKeys } from '@cloakroom/secrets/chat-keys';
import { SecretOpenError, VaultOpener } from '@cloakroom/secrets/open';
import { VaultSealer } from '@cloakroom/secrets/seal';
import { type TestUser, WorkerWorld, createCanary, findCanary } from '@cloakroom/testing';
import { type RotationStep, rotateChat, rotateVault } from './vault-rotation.js';
import { vaultStatus, verifyVault } from './vault-report.js';

jest.setTimeout(60_000);

let world: WorkerWorld;
const canary = createCanary();

beforeEach(async () => {
  world = await WorkerWorld.open();
});

afterEach(() => world.close());

const vaultFile = () => readVaultPrivateFile(join(world.keyFolder, KEY_FILES.vaultPrivate));
const stored = () => world.persistence.systemVault;
const parts = () => ({ keysFolder: world.keyFolder, stored: stored(), settleMs: 0 });

async function usersWithSecrets(users: number, each: number): Promise<TestUser[]> {
  const all = Array.from({ length: users }, () => world.newUser());
  for (const user of all) {
    for (let at = 0; at < each; at++) await user.saveSecret(`KEY_${at}`, `${canary}-${at}`);
  }
  return all;
}

/** Opens everything of some users again and again, as workers do at the start of each run, until it is told to stop. */
function readingAll(users: readonly TestUser[], opener: VaultOpener) {
  const seen = { opened: 0, failures: [] as string[], ending: false };
  const round = async ({ userId }: TestUser): Promise<void> => {
    for (const { name, version, envelope } of await world.persistence.secrets.listSealed(ownerId(userId))) {
      await opener.open({ envelope, userId, name, version }).then(
        () => (seen.opened += 1),
        (error: unknown) => seen.failures.push(error instanceof SecretOpenError ? `${error.code} ${name}` : 'other'),
      );
    }
  };
  const over = (async () => {
    for (let rounds = 0; !seen.ending && rounds < 10_000; rounds++) await Promise.all(users.map(round));
  })();
  return {
    seen,
    stop: async () => {
      seen.ending = true;
      await over;
    },
  };
}

describe('a rotation of the vault key', () => {
  it('P32: under load no read fails, and the old key is not used afterwards', async () => {
    const users = await usersWithSecrets(4, 25);
    const [user] = users;
    if (user === undefined) throw new TypeError('No user.');
    const before = vaultFile().current;
    const opener = await VaultOpener.load(join(world.keyFolder, KEY_FILES.vaultPrivate));
    await world.startWorker();
    const reading = readingAll(users, opener);
    const writing = Promise.all(users.map((one) => one.saveSecret('LATE', `${canary}-late`)));
    const report = await rotateVault({ ...parts(), settleMs: 1_000 });
    await writing;
    await reading.stop();
    expect(reading.seen).toMatchObject({ failures: [] });
    expect(reading.seen.opened).toBeGreaterThan(100);
    expect(report).toMatchObject({ stuck: [], removedKeyIds: [before] });
    expect([...(await stored().secretsByKey())]).toEqual([[report.keyId, 104]]);
    expect(vaultFile().keys.map(({ keyId }) => keyId)).toEqual([report.keyId]);
    expect(await verifyVault(world.keyFolder, stored())).toMatchObject({ opened: 104, broken: [] });
    const args = { code: 'process.env.LATE.length' };
    world.model.play((_request, turn) => (turn === 0 ? [{ call: 'run_javascript', args }] : [{ text: 'Done.' }]));
    const run = await user.ask('How long is it?');
    await world.ended(run.runId);
    const call = (await user.answer(run)).find(({ type }) => type === 'tool');
    expect(call).toMatchObject({ state: 'succeeded', result: String(`${canary}-late`.length) });
    expect(findCanary(canary, await world.everything())).toEqual([]);
  });

  it('can be killed after any write: everything opens, and the same command completes it', async () => {
    const users = await usersWithSecrets(2, 2);
    const written: RotationStep[] = [];
    for (let survived = 0; ; survived++) {
      const before = vaultFile().keys.map(({ keyId }) => keyId);
      const killed = await killAfter(survived, written);
      const folder = world.keyFolder;
      await ensureVaultKeys(folder);
      expect(await verifyVault(folder, stored())).toMatchObject({ opened: 4, broken: [] });
      if (!killed) break;
      const report = await rotateVault(parts());
      expect(vaultFile().keys.map(({ keyId }) => keyId)).toEqual([report.keyId]);
      expect(before).not.toContain(report.keyId);
      expect(await vaultStatus(folder, stored())).toMatchObject({ rotationUnfinished: false });
    }
    expect(new Set(written)).toEqual(
      new Set(['key-made', 'key-published', 'moved', 'old-key-closed', 'old-key-removed']),
    );
    expect(users).toHaveLength(2);
  });

  it('keeps what does not open, says so, and keeps its key', async () => {
    const [user] = await usersWithSecrets(1, 2);
    if (user === undefined) throw new TypeError('No user.');
    const old = vaultFile().current;
    const [first, second] = await world.persistence.secrets.listSealed(ownerId(user.userId));
    if (first === undefined || second === undefined) throw new TypeError('No secrets.');
    const moved = { ...first, userId: user.userId, envelope: first.envelope };
    expect(await stored().replaceEnvelope(moved, second.envelope)).toBe(true);
    const report = await rotateVault(parts());
    expect(report).toMatchObject({ moved: 1, stuck: [first.id], removedKeyIds: [] });
    expect(vaultFile().keys.map(({ keyId }) => keyId)).toEqual([old, report.keyId]);
    expect((await verifyVault(world.keyFolder, stored())).broken).toEqual([
      { secretId: first.id, userId: user.userId, code: 'SECRET_NOT_AUTHENTIC' },
    ]);
    const again = await rotateVault(parts());
    expect(again.keyId).not.toBe(report.keyId);
    expect(again.removedKeyIds).toEqual([report.keyId]);
  });

  it('moves the signing secrets of webhooks, which open afterwards and sign on', async () => {
    const [user] = await usersWithSecrets(1, 1);
    if (user === undefined) throw new TypeError('No user.');
    const [owner, id] = [ownerId(user.userId), randomUUID()];
    const sealer = await VaultSealer.load(world.env.VAULT_PUBLIC_KEY_FILE);
    const bound = { userId: owner, name: webhookSecretName(id), version: 1 };
    const envelope = await sealer.sealOnBehalf({ ...bound, value: 'whsec_x' });
    const { webhooks, systemWebhooks } = world.persistence;
    await webhooks.create(owner, { id, url: 'https://hooks.example/', events: ['run.failed'], envelope });
    const about = { type: 'run.failed', runId: null, conversationId: null, status: null, waitingFor: null } as const;
    const deliveryId = await webhooks.insertDelivery(owner, { ...about, webhookId: id, occasion: 'one' });
    const report = await rotateVault(parts());
    expect(report).toMatchObject({ moved: 2, stuck: [] });
    const claimed = await systemWebhooks.claim(deliveryId ?? '');
    expect(claimed?.secret.envelope.keyId).toBe(report.keyId);
    const opener = await VaultOpener.load(join(world.keyFolder, KEY_FILES.vaultPrivate));
    expect(claimed === null ? null : (await opener.open(claimed.secret)).reveal()).toBe('whsec_x');
    expect(await systemWebhooks.claim(deliveryId ?? '')).toBeNull();
  });

  async function killAfter(writes: number, written: RotationStep[]): Promise<boolean> {
    let left = writes;
    const onStep = (step: RotationStep): void => {
      written.push(step);
      if (left === 0) throw new RangeError('killed');
      left -= 1;
    };
    return rotateVault({ ...parts(), onStep }).then(
      () => false,
      (error: unknown) => {
        if (error instanceof RangeError) return true;
        throw error;
      },
    );
  }
});

describe('a rotation of the chat key', () => {
  it('wraps every data key anew; messages open before, during and after in processes that were running', async () => {
    const user = world.newUser();
    const run = await user.ask('Remember this.');
    const before = readChatFile(join(world.keyFolder, KEY_FILES.chat)).current;
    const report = await rotateChat(parts());
    expect(report).toMatchObject({ moved: 1, stuck: [], removedKeyIds: [before] });
    expect(readChatFile(join(world.keyFolder, KEY_FILES.chat)).keys).toHaveLength(1);
    expect((await user.conversation(run)).title).toBe('Remember this.');
    const keks = await loadChatKeys(join(world.keyFolder, KEY_FILES.chat));
    expect([...(await stored().userKeysByKey())]).toEqual([[keks.current, 1]]);
    const late = world.newUser();
    await late.ask('A new one.');
    expect([...(await stored().userKeysByKey())]).toEqual([[keks.current, 2]]);
    expect(await verifyVault(world.keyFolder, stored())).toMatchObject({ unwrapped: 2, brokenUserKeys: [] });
  });
});
