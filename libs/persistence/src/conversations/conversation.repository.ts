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
  readonly pinned: boolean;
  readonly archived: boolean;
  /** The run that ended last, until its answer was looked at. */
  readonly unreadRunId: string | null;
  /** In no list and no search. */
  readonly temporary: boolean;
}

/**
 * Which conversations a list has, temporary ones never: all, the archived, the pinned ones that are not archived, or
 * those that are neither.
 */
export type ConversationShelf = 'all' | 'archived' | 'pinned' | 'loose';

/** How a conversation is filed; what is left out stays. */
export interface ConversationFiling {
  readonly pinned?: boolean | undefined;
  readonly archived?: boolean | undefined;
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

  /** Newest change first, at most `limit`, after the cursor; all of them unless a shelf is named. */
  async list(
    owner: OwnerId,
    { limit, before, shelf = 'all' }: { limit: number; before: ConversationCursor | null; shelf?: ConversationShelf },
  ): Promise<StoredConversation[]> {
    const older =
      before === null
        ? {}
        : { $or: [{ updatedAt: { $lt: before.updatedAt } }, { updatedAt: before.updatedAt, _id: { $lt: before.id } }] };
    const wanted = { ...SHELVES[shelf], ...older };
    const found = await this.#stored.find(owner, wanted).sort({ updatedAt: -1, _id: -1 }).limit(limit).lean();
    return Promise.all(found.map((document) => this.toStored(owner, document)));
  }

  /** In the order of their ids, temporary ones too, at most `limit`, after the one named. */
  async listPage(owner: OwnerId, after: string | null, limit: number): Promise<StoredConversation[]> {
    const later = after === null ? {} : { _id: { $gt: after } };
    const found = await this.#stored.find(owner, later).sort({ _id: 1 }).limit(limit).lean();
    return Promise.all(found.map((document) => this.toStored(owner, document)));
  }

  /** Those of the named that are there, temporary ones too, in no order. */
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

  /**
   * Makes the conversation unless it is there; with `temporaryUntil`, one that is kept until then at the latest. Throws
   * `not-found` when the id is another owner's.
   */
  async createIfAbsent(owner: OwnerId, id: string, title: string, temporaryUntil: Date | null = null): Promise<void> {
    if ((await this.#stored.exists(owner, { _id: id })) !== null) return;
    const now = new Date();
    const document: ConversationDocument = {
      _id: id,
      userId: owner,
      title: await this.sealTitle(owner, id, title),
      createdAt: now,
      updatedAt: now,
      activeRunId: null,
      pinnedAt: null,
      archivedAt: null,
      unreadRunId: null,
      temporaryUntil,
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

  /** Files the named ones; those that are not there are left out without a word. */
  async file(owner: OwnerId, ids: readonly string[], { pinned, archived }: ConversationFiling): Promise<void> {
    const now = new Date();
    const change = {
      ...(pinned === undefined ? {} : { pinnedAt: pinned ? now : null }),
      ...(archived === undefined ? {} : { archivedAt: archived ? now : null }),
    };
    await this.#stored.updateMany(owner, { _id: { $in: [...ids] } }, { $set: change });
  }

  /** How many of a person's conversations are pinned, the named ones left out. */
  countPinned(owner: OwnerId, besides: readonly string[]): Promise<number> {
    return this.#stored.count(owner, { _id: { $nin: [...besides] }, pinnedAt: { $ne: null } });
  }

  /** The answer of the run was looked at. `false` when it is not the unread one. */
  async markRead(owner: OwnerId, id: string, runId: string): Promise<boolean> {
    const filter = { _id: id, unreadRunId: runId };
    const { modifiedCount } = await this.#stored.updateOne(owner, filter, { $set: { unreadRunId: null } });
    return modifiedCount === 1;
  }

  /**
   * Makes `runId` the conversation's run under way, if none is, and takes the conversation out of the archive. `false`
   * when another one is; `true` again when this one is already. Throws `not-found`.
   */
  async setActiveRun(owner: OwnerId, id: string, runId: string): Promise<boolean> {
    const taken = await this.#stored
      .findOneAndUpdate(
        owner,
        { _id: id, activeRunId: { $in: [null, runId] } },
        { $set: { activeRunId: runId, archivedAt: null, updatedAt: new Date() } },
      )
      .lean();
    if (taken !== null) return true;
    await this.find(owner, id);
    return false;
  }

  /** Frees the conversation, if `runId` is still its run under way; its answer is unread from then on. */
  async clearActiveRun(owner: OwnerId, id: string, runId: string): Promise<void> {
    await this.#stored.updateOne(
      owner,
      { _id: id, activeRunId: runId },
      { $set: { activeRunId: null, unreadRunId: runId, updatedAt: new Date() } },
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
    const { headId = null, pinnedAt = null, archivedAt = null, unreadRunId = null } = document;
    const temporary = (document.temporaryUntil ?? null) !== null;
    const filing = { pinned: pinnedAt !== null, archived: archivedAt !== null, unreadRunId, temporary };
    return { id: _id, title, createdAt, updatedAt, activeRunId, headId, ...filing };
  }
}

/** `null` also stands for a field that an older document does not have. */
const SHELVES = {
  all: { temporaryUntil: null },
  archived: { temporaryUntil: null, archivedAt: { $ne: null } },
  pinned: { temporaryUntil: null, archivedAt: null, pinnedAt: { $ne: null } },
  loose: { temporaryUntil: null, archivedAt: null, pinnedAt: null },
} as const satisfies Record<ConversationShelf, object>;

function titlePlace(id: string) {
  return { collection: 'conversations', id, field: 'title' };
}
