import { notFound } from '@cloakroom/platform';
import type { Connection } from 'mongoose';
import type { BodyVault } from '../bodies/body-vault.js';
import { isDuplicateKey } from '../connection/duplicate-key.js';
import { OwnedCollection } from '../connection/owned-collection.js';
import type { OwnerId } from '../owner-id.js';
import { conversationSchema, type ConversationDocument } from './conversation.document.js';

/** A conversation with its title readable. */
export interface StoredConversation {
  readonly id: string;
  readonly title: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly activeRunId: string | null;
  /** Last message of the branch that goes on; `null` for the newest message. */
  readonly headId: string | null;
}

/** Where the next page begins. */
export interface ConversationCursor {
  readonly updatedAt: Date;
  readonly id: string;
}

/** Conversations of one owner at a time. */
export class ConversationRepository {
  readonly #stored: OwnedCollection<ConversationDocument>;

  constructor(
    connection: Connection,
    private readonly bodies: BodyVault,
  ) {
    const name = { model: 'Conversation', collection: 'conversations' };
    this.#stored = new OwnedCollection(connection, name, conversationSchema);
  }

  /** Makes the collection's indexes. */
  createIndexes(): Promise<void> {
    return this.#stored.createIndexes();
  }

  /** Newest change first, at most `limit`, after the cursor. */
  async list(
    owner: OwnerId,
    { limit, before }: { limit: number; before: ConversationCursor | null },
  ): Promise<StoredConversation[]> {
    const older =
      before === null
        ? {}
        : { $or: [{ updatedAt: { $lt: before.updatedAt } }, { updatedAt: before.updatedAt, _id: { $lt: before.id } }] };
    const found = await this.#stored.find(owner, older).sort({ updatedAt: -1, _id: -1 }).limit(limit).lean();
    return Promise.all(found.map((document) => this.toStored(owner, document)));
  }

  /** In the order of their ids, at most `limit`, after the one named. */
  async listPage(owner: OwnerId, after: string | null, limit: number): Promise<StoredConversation[]> {
    const later = after === null ? {} : { _id: { $gt: after } };
    const found = await this.#stored.find(owner, later).sort({ _id: 1 }).limit(limit).lean();
    return Promise.all(found.map((document) => this.toStored(owner, document)));
  }

  /** Those of the named that are there, in no order. */
  async listByIds(owner: OwnerId, ids: readonly string[]): Promise<StoredConversation[]> {
    const found = await this.#stored.find(owner, { _id: { $in: [...ids] } }).lean();
    return Promise.all(found.map((document) => this.toStored(owner, document)));
  }

  /** Throws `not-found`, also for another owner's conversation. */
  async find(owner: OwnerId, id: string): Promise<StoredConversation> {
    const found = await this.#stored.findOne(owner, { _id: id }).lean();
    if (found === null) throw notFound('conversation');
    return this.toStored(owner, found);
  }

  /** Makes the conversation unless it is there. Throws `not-found` when the id is another owner's. */
  async createIfAbsent(owner: OwnerId, id: string, title: string): Promise<void> {
    if ((await this.#stored.exists(owner, { _id: id })) !== null) return;
    const now = new Date();
    const document: ConversationDocument = {
      _id: id,
      userId: owner,
      title: await this.sealTitle(owner, id, title),
      createdAt: now,
      updatedAt: now,
      activeRunId: null,
    };
    try {
      await this.#stored.insert(owner, document);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      if ((await this.#stored.exists(owner, { _id: id })) === null) throw notFound('conversation');
    }
  }

  /** Throws `not-found`. */
  async rename(owner: OwnerId, id: string, title: string): Promise<StoredConversation> {
    const sealed = await this.sealTitle(owner, id, title);
    const found = await this.#stored.findOneAndUpdate(owner, { _id: id }, { $set: { title: sealed } }).lean();
    if (found === null) throw notFound('conversation');
    return this.toStored(owner, found);
  }

  /**
   * Makes `runId` the conversation's run under way, if none is. `false` when another one is; `true` again when this
   * one is already. Throws `not-found`.
   */
  async setActiveRun(owner: OwnerId, id: string, runId: string): Promise<boolean> {
    const taken = await this.#stored
      .findOneAndUpdate(
        owner,
        { _id: id, activeRunId: { $in: [null, runId] } },
        { $set: { activeRunId: runId, updatedAt: new Date() } },
      )
      .lean();
    if (taken !== null) return true;
    await this.find(owner, id);
    return false;
  }

  /** Frees the conversation, if `runId` is still its run under way. */
  async clearActiveRun(owner: OwnerId, id: string, runId: string): Promise<void> {
    await this.#stored.updateOne(
      owner,
      { _id: id, activeRunId: runId },
      { $set: { activeRunId: null, updatedAt: new Date() } },
    );
  }

  /** Makes `headId` the last message of the branch that goes on. The caller knows that it is the conversation's. */
  async setHead(owner: OwnerId, id: string, headId: string): Promise<void> {
    await this.#stored.updateOne(owner, { _id: id }, { $set: { headId } });
  }

  /** Throws `not-found`. What belongs to the conversation is deleted by its own repositories, before this. */
  async delete(owner: OwnerId, id: string): Promise<void> {
    const { deletedCount } = await this.#stored.deleteOne(owner, { _id: id });
    if (deletedCount === 0) throw notFound('conversation');
  }

  private sealTitle(owner: OwnerId, id: string, title: string) {
    return this.bodies.seal(owner, titlePlace(id), title);
  }

  private async toStored(owner: OwnerId, document: ConversationDocument): Promise<StoredConversation> {
    const { _id, createdAt, updatedAt, activeRunId } = document;
    const title = await this.bodies.open(owner, titlePlace(_id), document.title);
    return { id: _id, title, createdAt, updatedAt, activeRunId, headId: document.headId ?? null };
  }
}

function titlePlace(id: string) {
  return { collection: 'conversations', id, field: 'title' };
}
