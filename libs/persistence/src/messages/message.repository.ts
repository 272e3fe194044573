import { fileViewSchema, messagePartSchema, type FileView, type MessagePart } from '@cloakroom/contracts';
import { notFound } from '@cloakroom/platform';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import type { BodyVault } from '../bodies/body-vault.js';
import { isDuplicateKey } from '../connection/duplicate-key.js';
import { OwnedCollection } from '../connection/owned-collection.js';
import type { OwnerId } from '../owner-id.js';
import { messageSchema, type MessageDocument } from './message.document.js';

/** A message with its parts readable. */
export interface StoredMessage {
  readonly id: string;
  readonly conversationId: string;
  readonly parentId: string | null;
  readonly role: 'user' | 'assistant';
  readonly parts: readonly MessagePart[];
  readonly runId: string | null;
  readonly createdAt: Date;
  /** The id its sender chose; only of a user's message. */
  readonly clientMessageId?: string;
  /** Files that went with it; left out when there are none. */
  readonly attachments?: readonly FileView[];
}

/** A message's place among the branches of its conversation, without what it says. */
export type MessageLink = Pick<StoredMessage, 'id' | 'parentId' | 'role'>;

/** Where the next page of {@link MessageRepository.listNewest} begins. */
export interface MessageCursor {
  readonly createdAt: Date;
  readonly id: string;
}

/** A message to be stored. `clientMessageId` is what makes a second try the same message. */
export type NewMessage = StoredMessage & { readonly clientMessageId: string };

const partsSchema = z.array(messagePartSchema);
const attachmentsSchema = z.array(fileViewSchema);

/** Messages of one owner at a time. */
export class MessageRepository {
  readonly #stored: OwnedCollection<MessageDocument>;

  constructor(
    connection: Connection,
    private readonly bodies: BodyVault,
  ) {
    const name = { model: 'Message', collection: 'messages' };
    this.#stored = new OwnedCollection(connection, name, messageSchema);
  }

  /** Makes the collection's indexes. */
  createIndexes(): Promise<void> {
    return this.#stored.createIndexes();
  }

  /** Stores a message once: a second one with the same `clientMessageId` gives back the first, `created: false`. */
  async insertOnce(owner: OwnerId, message: NewMessage): Promise<{ message: StoredMessage; created: boolean }> {
    const { id, parts, clientMessageId, attachments, ...rest } = message;
    const body = await this.sealParts(owner, id, parts);
    const files =
      attachments === undefined
        ? {}
        : { attachments: await this.bodies.sealJson(owner, attachmentsPlace(id), attachments) };
    try {
      await this.#stored.insert(owner, { ...rest, ...files, _id: id, clientMessageId, body });
      return { message, created: true };
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const found = await this.#stored.findOne(owner, { clientMessageId }).lean();
      if (found === null) throw error;
      return { message: await this.toStored(owner, found), created: false };
    }
  }

  /** Puts the folded parts of a run into its answer. Repeating it changes nothing. Throws `not-found`. */
  async storeAnswer(owner: OwnerId, id: string, parts: readonly MessagePart[]): Promise<void> {
    const body = await this.sealParts(owner, id, parts);
    const { matchedCount } = await this.#stored.updateOne(owner, { _id: id, role: 'assistant' }, { $set: { body } });
    if (matchedCount === 0) throw notFound('message');
  }

  /** Throws `not-found`. */
  async find(owner: OwnerId, id: string): Promise<StoredMessage> {
    const found = await this.#stored.findOne(owner, { _id: id }).lean();
    if (found === null) throw notFound('message');
    return this.toStored(owner, found);
  }

  /** Oldest first. */
  async list(owner: OwnerId, conversationId: string): Promise<StoredMessage[]> {
    const found = await this.#stored.find(owner, { conversationId }).sort({ createdAt: 1, role: -1 }).lean();
    return Promise.all(found.map((document) => this.toStored(owner, document)));
  }

  /** Those of the named that are there, in no order. */
  async listByIds(owner: OwnerId, ids: readonly string[]): Promise<StoredMessage[]> {
    const found = await this.#stored.find(owner, { _id: { $in: [...ids] } }).lean();
    return Promise.all(found.map((document) => this.toStored(owner, document)));
  }

  /** Places of all messages of a conversation, oldest first; nothing is opened. */
  async listLinks(owner: OwnerId, conversationId: string): Promise<MessageLink[]> {
    const projection = { _id: 1, parentId: 1, role: 1 };
    const found = await this.#stored
      .find(owner, { conversationId }, projection)
      .sort({ createdAt: 1, role: -1 })
      .lean();
    return found.map(({ _id, parentId, role }) => ({ id: _id, parentId, role }));
  }

  /** The newest message of a conversation, or `null`. */
  async findLast(owner: OwnerId, conversationId: string): Promise<StoredMessage | null> {
    const found = await this.#stored.findOne(owner, { conversationId }).sort({ createdAt: -1, role: 1 }).lean();
    return found === null ? null : this.toStored(owner, found);
  }

  /** Messages of every conversation in the order of their ids, at most `limit`, after the one named. */
  async listPage(owner: OwnerId, after: string | null, limit: number): Promise<StoredMessage[]> {
    const found = await this.#stored
      .find(owner, after === null ? {} : { _id: { $gt: after } })
      .sort({ _id: 1 })
      .limit(limit)
      .lean();
    return Promise.all(found.map((document) => this.toStored(owner, document)));
  }

  /** Messages of every conversation, newest first, at most `limit`, after the cursor. */
  async listNewest(
    owner: OwnerId,
    { limit, before }: { limit: number; before: MessageCursor | null },
  ): Promise<StoredMessage[]> {
    const older =
      before === null
        ? {}
        : { $or: [{ createdAt: { $lt: before.createdAt } }, { createdAt: before.createdAt, _id: { $lt: before.id } }] };
    const found = await this.#stored.find(owner, older).sort({ createdAt: -1, _id: -1 }).limit(limit).lean();
    return Promise.all(found.map((document) => this.toStored(owner, document)));
  }

  /** Puts other parts in the place of those of a message that nobody writes any more. One that is gone stays gone. */
  async replaceParts(owner: OwnerId, id: string, parts: readonly MessagePart[]): Promise<void> {
    const body = await this.sealParts(owner, id, parts);
    await this.#stored.updateOne(owner, { _id: id }, { $set: { body } });
  }

  async deleteOfConversation(owner: OwnerId, conversationId: string): Promise<void> {
    await this.#stored.deleteMany(owner, { conversationId });
  }

  private sealParts(owner: OwnerId, id: string, parts: readonly MessagePart[]) {
    return this.bodies.sealJson(owner, bodyPlace(id), parts);
  }

  private async toStored(owner: OwnerId, document: MessageDocument): Promise<StoredMessage> {
    const { _id, conversationId, parentId, role, runId, createdAt, clientMessageId } = document;
    const parts = partsSchema.parse(await this.bodies.openJson(owner, bodyPlace(_id), document.body));
    const own = role === 'user' ? { clientMessageId } : {};
    const files =
      document.attachments === undefined
        ? {}
        : {
            attachments: attachmentsSchema.parse(
              await this.bodies.openJson(owner, attachmentsPlace(_id), document.attachments),
            ),
          };
    return { id: _id, conversationId, parentId, role, parts, runId, createdAt, ...own, ...files };
  }
}

function attachmentsPlace(id: string) {
  return { collection: 'messages', id, field: 'attachments' };
}

function bodyPlace(id: string) {
  return { collection: 'messages', id, field: 'body' };
}
