import { randomUUID } from 'node:crypto';
import { MAX_API_KEYS } from '@cloakroom/contracts';
import { conflict, notFound } from '@cloakroom/platform';
import type { Connection } from 'mongoose';
import { OwnedCollection } from '../connection/owned-collection.js';
import type { OwnerId } from '../owner-id.js';
import { apiKeySchema, toStoredApiKey, type ApiKeyDocument, type StoredApiKey } from './api-key.document.js';

/** A key to be stored; the key itself is not part of it. */
export type NewApiKey = Pick<ApiKeyDocument, 'name' | 'prefix' | 'hash' | 'scopes' | 'expiresAt'>;

/** API keys of one owner at a time. */
export class ApiKeyRepository {
  readonly #stored: OwnedCollection<ApiKeyDocument>;

  constructor(connection: Connection) {
    this.#stored = new OwnedCollection(connection, { model: 'ApiKey', collection: 'apiKeys' }, apiKeySchema);
  }

  /** Makes the collection's indexes. */
  createIndexes(): Promise<void> {
    return this.#stored.createIndexes();
  }

  /** Throws `too-many-api-keys` (409) when there are {@link MAX_API_KEYS}. */
  async create(owner: OwnerId, key: NewApiKey): Promise<StoredApiKey> {
    const id = randomUUID();
    const document = { ...key, _id: id, createdAt: new Date(), lastUsedAt: null };
    await this.#stored.insert(owner, document);
    // Counted after the write: of two at once one may be refused without need, but there is never one too many.
    if ((await this.#stored.count(owner)) <= MAX_API_KEYS) return toStoredApiKey({ ...document, userId: owner });
    await this.#stored.deleteOne(owner, { _id: id });
    throw conflict(
      'too-many-api-keys',
      `You have ${MAX_API_KEYS} API keys, which is as many as fit. Revoke one first.`,
    );
  }

  /** Newest first, the expired ones too. */
  async list(owner: OwnerId): Promise<StoredApiKey[]> {
    const found = await this.#stored.find(owner, {}).sort({ createdAt: -1, _id: 1 }).lean();
    return found.map(toStoredApiKey);
  }

  /** Takes a key back for good; answers with what it was. Throws `not-found`, also for another owner's key. */
  async revoke(owner: OwnerId, id: string): Promise<StoredApiKey> {
    const found = await this.#stored.findOne(owner, { _id: id }).lean();
    const { deletedCount } = await this.#stored.deleteOne(owner, { _id: id });
    if (found === null || deletedCount === 0) throw notFound('API key');
    return toStoredApiKey(found);
  }

  /** Whether the key still opens something. */
  async isGood(owner: OwnerId, id: string, now = new Date()): Promise<boolean> {
    const good = { _id: id, $or: [{ expiresAt: null }, { expiresAt: { $gt: now } }] };
    return (await this.#stored.exists(owner, good)) !== null;
  }
}
