import { Schema } from 'mongoose';

/** A message as it is stored; its parts are encrypted. */
export interface MessageDocument {
  readonly _id: string;
  readonly userId: string;
  readonly conversationId: string;
  readonly parentId: string | null;
  readonly role: 'user' | 'assistant';
  /** Unique for its owner; an answer's is its own id. */
  readonly clientMessageId: string;
  readonly body: Buffer;
  /** What went with it, encrypted; not there when there is nothing. */
  readonly attachments?: Buffer;
  readonly runId: string | null;
  readonly createdAt: Date;
}

/** See {@link MessageDocument}. */
export const messageSchema: Schema<MessageDocument> = new Schema<MessageDocument>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    conversationId: { type: String, required: true },
    parentId: { type: String, default: null },
    role: { type: String, enum: ['user', 'assistant'], required: true },
    clientMessageId: { type: String, required: true },
    body: { type: Buffer, required: true },
    attachments: { type: Buffer },
    runId: { type: String, default: null },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
)
  .index({ userId: 1, clientMessageId: 1 }, { unique: true })
  .index({ userId: 1, conversationId: 1, createdAt: 1 })
  .index({ userId: 1, createdAt: -1, _id: -1 });
