import { Schema, type Connection } from 'mongoose';
import { isDuplicateKey } from '../connection/duplicate-key.js';
import { OwnedCollection } from '../connection/owned-collection.js';
import type { OwnerId } from '../owner-id.js';

/** Leave to use a secret that is to be asked for before use. */
export interface StoredLease {
  readonly secretId: string;
  /** The question that it was the answer to. */
  readonly promptId: string;
  /** `null` for every conversation. */
  readonly conversationId: string | null;
  /** `null` for ever. */
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
}

interface LeaseDocument extends StoredLease {
  readonly _id: string;
  readonly userId: string;
  /** Kept after that, so that an answer that is worked off late does not give it again. */
  readonly revokedAt: Date | null;
}

const leaseSchema = new Schema<LeaseDocument>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    secretId: { type: String, required: true },
    promptId: { type: String, required: true },
    conversationId: { type: String, default: null },
    expiresAt: { type: Date, default: null },
    createdAt: { type: Date, required: true },
    revokedAt: { type: Date, default: null },
  },
  { versionKey: false },
)
  .index({ userId: 1, revokedAt: 1, secretId: 1 })
  .index({ userId: 1, promptId: 1 });

function inForce(now: Date) {
  return { revokedAt: null, $or: [{ expiresAt: null }, { expiresAt: { $gt: now } }] };
}

/** Leases of one owner at a time. They name secrets by id and hold no content. */
export class LeaseRepository {
  readonly #stored: OwnedCollection<LeaseDocument>;

  constructor(connection: Connection) {
    const name = { model: 'Lease', collection: 'leases' };
    this.#stored = new OwnedCollection(connection, name, leaseSchema);
  }

  /** Makes the collection's indexes. */
  createIndexes(): Promise<void> {
    return this.#stored.createIndexes();
  }

  /** Gives leave once for a question and a secret; a second try changes nothing, after it was taken back too. */
  async grantOnce(owner: OwnerId, lease: StoredLease): Promise<void> {
    try {
      await this.#stored.insert(owner, { ...lease, _id: `${lease.promptId}/${lease.secretId}`, revokedAt: null });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  /** Leases of a secret that are in force, newest first. */
  async listOfSecret(owner: OwnerId, secretId: string, now = new Date()): Promise<StoredLease[]> {
    const found = await this.#stored
      .find(owner, { secretId, ...inForce(now) })
      .sort({ createdAt: -1 })
      .lean();
    return found.map(toLease);
  }

  /** Ids of the secrets that may be used in a conversation without a question. */
  async listLeasedIds(owner: OwnerId, conversationId: string, now = new Date()): Promise<string[]> {
    const here = { conversationId: { $in: [null, conversationId] }, ...inForce(now) };
    const found = await this.#stored.find(owner, here, { secretId: 1 }).lean();
    return [...new Set(found.map(({ secretId }) => secretId))];
  }

  /** Ids of the secrets for which a question has led to a lease, in force or not. */
  async listIdsOfPrompt(owner: OwnerId, promptId: string): Promise<string[]> {
    const found = await this.#stored.find(owner, { promptId }, { secretId: 1 }).lean();
    return found.map(({ secretId }) => secretId);
  }

  /** Takes back every lease of a secret: it is asked for again. Says how many were in force. */
  async revokeOfSecret(owner: OwnerId, secretId: string, now = new Date()): Promise<number> {
    const change = { $set: { revokedAt: now } };
    const { modifiedCount } = await this.#stored.updateMany(owner, { secretId, ...inForce(now) }, change);
    return modifiedCount;
  }

  /** For a secret that is deleted. */
  async deleteOfSecret(owner: OwnerId, secretId: string): Promise<void> {
    await this.#stored.deleteMany(owner, { secretId });
  }

  /** For an account that is deleted. */
  async deleteAll(owner: OwnerId): Promise<void> {
    await this.#stored.deleteMany(owner);
  }

  async deleteOfConversation(owner: OwnerId, conversationId: string): Promise<void> {
    await this.#stored.deleteMany(owner, { conversationId });
  }
}

function toLease({ secretId, promptId, conversationId, expiresAt, createdAt }: LeaseDocument): StoredLease {
  return { secretId, promptId, conversationId, expiresAt, createdAt };
}
