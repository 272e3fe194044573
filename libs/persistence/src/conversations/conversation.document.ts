import { Schema } from 'mongoose';

/** A conversation as it is stored; its title is encrypted, because it comes from what was said. */
export interface ConversationDocument {
  readonly _id: string;
  readonly userId: string;
  readonly title: Buffer;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly activeRunId: string | null;
  /** Last message of the branch that goes on; `null` in a conversation that has none yet, for the newest message. */
  readonly headId?: string | null;
  /** This and what follows is not in documents of older versions. */
  readonly pinnedAt?: Date | null;
  readonly archivedAt?: Date | null;
  /** The run that ended last, until its answer was looked at. */
  readonly unreadRunId?: string | null;
  /** Until when a temporary conversation is kept; `null` for any other. */
  readonly temporaryUntil?: Date | null;
}

/** See {@link ConversationDocument}. */
export const conversationSchema: Schema<ConversationDocument> = new Schema<ConversationDocument>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    title: { type: Buffer, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
    activeRunId: { type: String, default: null },
    headId: { type: String, default: null },
    pinnedAt: { type: Date, default: null },
    archivedAt: { type: Date, default: null },
    unreadRunId: { type: String, default: null },
    temporaryUntil: { type: Date, default: null },
  },
  { versionKey: false },
)
  .index({ userId: 1, updatedAt: -1, _id: -1 })
  .index({ userId: 1, pinnedAt: -1 })
  .index({ temporaryUntil: 1 });
