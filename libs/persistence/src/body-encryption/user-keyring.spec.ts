import { type KeyEncryptionKeys, type WrappedUserKey } from './user-data-key.js';
import { UserKeyring, type UserKeyStore } from './user-keyring.js';

const keks: KeyEncryptionKeys = { current: 'ck_a', keys: new Map([['ck_a', Buffer.alloc(32, 3)]]) };

class MemoryStore implements UserKeyStore {
  readonly records = new Map<string, WrappedUserKey>();
  finds = 0;
  failNext = false;

  async find(userId: string): Promise<WrappedUserKey | null> {
    this.finds++;
    await Promise.resolve();
    if (this.failNext) {
      this.failNext = false;
      throw new Error('The store is away.');
    }
    return this.records.get(userId) ?? null;
  }

  async insertIfAbsent(userId: string, wrapped: WrappedUserKey): Promise<boolean> {
    await Promise.resolve();
    if (this.records.has(userId)) return false;
    this.records.set(userId, wrapped);
    return true;
  }
}

async function hexOf(keyring: UserKeyring, userId: string): Promise<string> {
  return (await keyring.keyOf(userId)).key.toString('hex');
}

describe('a keyring', () => {
  it('gives one key however many ask at once, in however many processes', async () => {
    const store = new MemoryStore();
    const keyrings = Array.from({ length: 8 }, () => new UserKeyring(keks, store));
    const keys = await Promise.all(
      keyrings.flatMap((keyring) => Array.from({ length: 8 }, () => hexOf(keyring, 'anna'))),
    );
    expect(new Set(keys).size).toBe(1);
    expect(store.records.size).toBe(1);
  });

  it('asks the store once per user while the key is kept', async () => {
    const store = new MemoryStore();
    const keyring = new UserKeyring(keks, store);
    await Promise.all(Array.from({ length: 20 }, () => keyring.keyOf('anna')));
    await keyring.keyOf('anna');
    expect(store.finds).toBe(1);
  });

  it('gives every user another key', async () => {
    const keyring = new UserKeyring(keks, new MemoryStore());
    expect(await hexOf(keyring, 'anna')).not.toBe(await hexOf(keyring, 'berta'));
  });

  it('keeps at most so many keys, the ones used last', async () => {
    const store = new MemoryStore();
    const keyring = new UserKeyring(keks, store, { maxKeys: 2 });
    await keyring.keyOf('anna');
    await keyring.keyOf('berta');
    await keyring.keyOf('anna');
    await keyring.keyOf('carla');
    expect(store.finds).toBe(3);
    await keyring.keyOf('anna');
    expect(store.finds).toBe(3);
    await keyring.keyOf('berta');
    expect(store.finds).toBe(4);
  });

  it('asks again after the time, and after it was told to forget', async () => {
    let now = 0;
    const store = new MemoryStore();
    const keyring = new UserKeyring(keks, store, { maxAgeMs: 1000, now: () => now });
    const first = await hexOf(keyring, 'anna');
    now = 999;
    await keyring.keyOf('anna');
    expect(store.finds).toBe(1);
    now = 1000;
    expect(await hexOf(keyring, 'anna')).toBe(first);
    expect(store.finds).toBe(2);
    keyring.forget('anna');
    expect(await hexOf(keyring, 'anna')).toBe(first);
    expect(store.finds).toBe(3);
  });

  it('does not keep a failure', async () => {
    const store = new MemoryStore();
    const keyring = new UserKeyring(keks, store);
    store.failNext = true;
    await expect(keyring.keyOf('anna')).rejects.toThrow('away');
    expect(await hexOf(keyring, 'anna')).toHaveLength(64);
  });

  it('refuses a key moved from another user', async () => {
    const store = new MemoryStore();
    const keyring = new UserKeyring(keks, store);
    await keyring.keyOf('anna');
    const moved = store.records.get('anna');
    if (moved) store.records.set('berta', moved);
    await expect(keyring.keyOf('berta')).rejects.toMatchObject({ code: 'BODY_NOT_AUTHENTIC' });
  });
});
