import { randomUUID } from 'node:crypto';
import { SECRETS_PER_USER_MAX, type SealedEnvelope } from '@cloakroom/contracts';
import { conflict, notFound, userError } from '@cloakroom/platform';
import type { Connection } from 'mongoose';
import { isDuplicateKey } from '../connection/duplicate-key.js';
import { OwnedCollection } from '../connection/owned-collection.js';
import type { OwnerId } from '../owner-id.js';
import { secretSchema, type SecretDocument } from './secret.document.js';

/** A secret without its sealed value. */
export type StoredSecret = Omit<SecretDocument, 'envelope' | '_id' | 'userId' | 'askBeforeUse'> & {
  readonly id: string;
  readonly askBeforeUse: boolean;
};

/** What the worker needs to open a secret. */
export interface SealedSecret {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly version: number;
  readonly envelope: SealedEnvelope;
}

/** A secret to be stored, sealed for version 1. */
export interface NewSecret {
  /** Drawn anew when it is left out. One that is given makes a second try find the first. */
  readonly id?: string;
  readonly name: string;
  readonly description: string;
  readonly envelope: SealedEnvelope;
  readonly askBeforeUse?: boolean;
}

const WITHOUT_VALUE = { envelope: 0 } as const;

/** Secrets of one owner at a time. */
export class SecretRepository {
  readonly #stored: OwnedCollection<SecretDocument>;

  constructor(connection: Connection) {
    const name = { model: 'Secret', collection: 'secrets' };
    this.#stored = new OwnedCollection(connection, name, secretSchema);
  }

  /** Makes the collection's indexes. */
  createIndexes(): Promise<void> {
    return this.#stored.createIndexes();
  }

  async list(owner: OwnerId): Promise<StoredSecret[]> {
    const found = await this.#stored.find(owner, {}, WITHOUT_VALUE).sort({ name: 1 }).lean();
    return found.map(toStored);
  }

  /** Throws `not-found`, also for another owner's secret. */
  async find(owner: OwnerId, id: string): Promise<StoredSecret> {
    const found = await this.#stored.findOne(owner, { _id: id }, WITHOUT_VALUE).lean();
    if (found === null) throw notFound('secret');
    return toStored(found);
  }

  /** Throws `secret-exists` (409) when the owner has one of that name, `too-many-secrets` beyond 200. */
  async create(owner: OwnerId, { id = randomUUID(), ...secret }: NewSecret): Promise<StoredSecret> {
    if ((await this.#stored.count(owner)) >= SECRETS_PER_USER_MAX) {
      throw userError(
        'too-many-secrets',
        `You have ${SECRETS_PER_USER_MAX} secrets, the most there can be. Delete one first.`,
      );
    }
    const document: SecretDocument = {
      _id: id,
      userId: owner,
      ...secret,
      version: 1,
      createdAt: new Date(),
      updatedAt: null,
      lastUsedAt: null,
    };
    try {
      await this.#stored.insert(owner, document);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const message = `You already have a secret named ${secret.name}. Edit that one, or choose another name.`;
      throw conflict('secret-exists', message, [{ path: 'name', message }]);
    }
    return toStored(document);
  }

  /** Throws `not-found`. */
  async setAskBeforeUse(owner: OwnerId, id: string, askBeforeUse: boolean): Promise<StoredSecret> {
    return this.update(owner, { _id: id }, { askBeforeUse });
  }

  /** Ids of the secrets whose user is to be asked before use. */
  async listGuardedIds(owner: OwnerId): Promise<string[]> {
    const found = await this.#stored.find(owner, { askBeforeUse: true }, { _id: 1 }).lean();
    return found.map(({ _id }) => _id);
  }

  /** Throws `not-found`. */
  async updateDescription(owner: OwnerId, id: string, description: string): Promise<StoredSecret> {
    return this.update(owner, { _id: id }, { description });
  }

  /**
   * Puts a new value in the place of version `expectedVersion`. Throws `secret-changed` (409) when the secret has had
   * another new value meanwhile, `not-found` when it is gone.
   */
  async replaceValue(
    owner: OwnerId,
    { id, expectedVersion }: { readonly id: string; readonly expectedVersion: number },
    change: { readonly envelope: SealedEnvelope; readonly description?: string },
  ): Promise<StoredSecret> {
    const current = await this.find(owner, id);
    const stale = conflict(
      'secret-changed',
      'This secret was changed elsewhere meanwhile. Reload the page and try again.',
    );
    if (current.version !== expectedVersion) throw stale;
    return this.update(
      owner,
      { _id: id, version: expectedVersion },
      { ...change, version: expectedVersion + 1 },
      stale,
    );
  }

  /** Throws `not-found`. */
  async delete(owner: OwnerId, id: string): Promise<void> {
    const { deletedCount } = await this.#stored.deleteOne(owner, { _id: id });
    if (deletedCount === 0) throw notFound('secret');
  }

  async deleteAll(owner: OwnerId): Promise<void> {
    await this.#stored.deleteMany(owner);
  }

  /** Everything the worker needs to open the owner's secrets for one run. */
  async listSealed(owner: OwnerId): Promise<SealedSecret[]> {
    const found = await this.#stored.find(owner).sort({ name: 1 }).lean();
    return found.map(({ _id, name, description, version, envelope }) => ({
      id: _id,
      name,
      description,
      version,
      envelope,
    }));
  }

  /** Notes when secrets were last handed to a run. */
  async markUsed(owner: OwnerId, ids: readonly string[], at: Date): Promise<void> {
    await this.#stored.updateMany(owner, { _id: { $in: [...ids] } }, { $set: { lastUsedAt: at } });
  }

  private async update(
    owner: OwnerId,
    filter: { readonly _id: string; readonly version?: number },
    change: Partial<SecretDocument>,
    refused = notFound('secret'),
  ): Promise<StoredSecret> {
    const found = await this.#stored
      .findOneAndUpdate(owner, filter, { $set: { ...change, updatedAt: new Date() } }, { projection: WITHOUT_VALUE })
      .lean();
    if (found === null) throw refused;
    return toStored(found);
  }
}

function toStored(document: Omit<SecretDocument, 'envelope'>): StoredSecret {
  const { _id, name, description, askBeforeUse = false, version, createdAt, updatedAt, lastUsedAt } = document;
  return { id: _id, name, description, askBeforeUse, version, createdAt, updatedAt, lastUsedAt };
}
