import type { KeyEncryptionKeys, UserDataKey, WrappedUserKey } from './user-data-key.js';
import { createUserKey, unwrapUserKey, wrapUserKey } from './user-data-key.js';

/** Where wrapped data keys are kept: one per user, written once. */
export interface UserKeyStore {
  /** The user's wrapped key, or `null`. */
  find(userId: string): Promise<WrappedUserKey | null>;
  /** Stores the key if the user has none; `true` when it was stored, `false` when another was there first. */
  insertIfAbsent(userId: string, wrapped: WrappedUserKey): Promise<boolean>;
}

/** Bounds of a keyring's cache. */
export interface UserKeyringOptions {
  /** Most keys kept in memory; default 500. */
  readonly maxKeys?: number;
  /** Longest time a key is kept without asking the store again, in milliseconds; default 300,000 (5 minutes). */
  readonly maxAgeMs?: number;
  /** Clock in milliseconds; default `Date.now`. */
  readonly now?: () => number;
}

interface CachedKey {
  readonly key: Promise<UserDataKey>;
  readonly until: number;
}

/** Hands out users' data keys; makes one on a user's first use. However many ask at once, in however many processes, all get the same. */
export class UserKeyring {
  private readonly cached = new Map<string, CachedKey>();
  private readonly maxKeys: number;
  private readonly maxAgeMs: number;
  private readonly now: () => number;

  constructor(
    private readonly keks: KeyEncryptionKeys,
    private readonly store: UserKeyStore,
    options: UserKeyringOptions = {},
  ) {
    this.maxKeys = options.maxKeys ?? 500;
    this.maxAgeMs = options.maxAgeMs ?? 300_000;
    this.now = options.now ?? Date.now;
  }

  /** The user's data key. Throws `BodyCipherError` when the stored one does not open; a failed try is not kept. */
  async keyOf(userId: string): Promise<UserDataKey> {
    const known = this.cached.get(userId);
    if (known && known.until > this.now()) {
      this.cached.delete(userId);
      this.cached.set(userId, known);
      return known.key;
    }
    const entry = { key: this.load(userId), until: this.now() + this.maxAgeMs };
    this.cached.delete(userId);
    this.cached.set(userId, entry);
    this.evict();
    try {
      return await entry.key;
    } catch (error) {
      if (this.cached.get(userId) === entry) this.cached.delete(userId);
      throw error;
    }
  }

  /** Drops a user's key from memory, for example when the account is deleted. */
  forget(userId: string): void {
    this.cached.delete(userId);
  }

  private async load(userId: string): Promise<UserDataKey> {
    const stored = await this.store.find(userId);
    if (stored) return unwrapUserKey(this.keks, userId, stored);
    const fresh = createUserKey(userId);
    if (await this.store.insertIfAbsent(userId, wrapUserKey(this.keks, fresh))) return fresh;
    const winner = await this.store.find(userId);
    if (!winner) throw new Error('The data key was stored by another process and is gone again.');
    return unwrapUserKey(this.keks, userId, winner);
  }

  private evict(): void {
    for (const userId of this.cached.keys()) {
      if (this.cached.size <= this.maxKeys) return;
      this.cached.delete(userId);
    }
  }
}
