import type { Connection, Model } from 'mongoose';
import { ownerId, type OwnerId } from '../owner-id.js';
import { conversationSchema, type ConversationDocument } from './conversation.document.js';

/** Where a conversation is, and whose it is. */
export interface ConversationPlace {
  readonly id: string;
  readonly owner: OwnerId;
}

/** Conversations of all owners, for the sweeper; it never learns what is said in them. */
export class SystemConversationRepository {
  readonly #model: Model<ConversationDocument>;

  constructor(connection: Connection) {
    this.#model = connection.model<ConversationDocument>('SystemConversation', conversationSchema, 'conversations');
  }

  /** Temporary ones whose time is over, at most `limit`, oldest first. */
  async findOverdue(now = new Date(), limit = 100): Promise<ConversationPlace[]> {
    const overdue = { temporaryUntil: { $lt: now, $ne: null } };
    const found = await this.#model.find(overdue, { userId: 1 }).sort({ temporaryUntil: 1 }).limit(limit).lean();
    return found.map(({ _id, userId }) => ({ id: _id, owner: ownerId(userId) }));
  }
}
