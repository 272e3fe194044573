import { Schema } from 'mongoose';

/** A run that was asked for over the API. It decides, by a unique index, what an idempotency key stands for. */
export interface ApiRunDocument {
  /** The run's id. */
  readonly _id: string;
  readonly userId: string;
  readonly conversationId: string;
  /** From which every other id is derived. */
  readonly clientMessageId: string;
  /** SHA-256 of the owner and the idempotency key; something that no key has where there is none (any more). */
  readonly keyHash: string;
  /** SHA-256 of the request, encrypted: what was asked cannot be tried out with it. */
  readonly fingerprint: Buffer | null;
  readonly createdAt: Date;
  /** Whether the run was stored: one that is not there any more was deleted, and is not made again. */
  readonly accepted: boolean;
  /** Whether its end is still to be told to webhooks. */
  readonly untold: boolean;
  /** The question of which they were told last. */
  readonly toldPromptId: string | null;
  /** When the key is forgotten, and the whole request if it led to no run; `null` afterwards. */
  readonly keyExpiresAt: Date | null;
}

/** See {@link ApiRunDocument}. */
export const apiRunDocumentSchema: Schema<ApiRunDocument> = new Schema<ApiRunDocument>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    conversationId: { type: String, required: true },
    clientMessageId: { type: String, required: true },
    keyHash: { type: String, required: true },
    fingerprint: { type: Buffer, default: null },
    createdAt: { type: Date, required: true },
    accepted: { type: Boolean, default: false },
    untold: { type: Boolean, required: true },
    toldPromptId: { type: String, default: null },
    keyExpiresAt: { type: Date, default: null },
  },
  { versionKey: false },
)
  .index({ userId: 1, keyHash: 1 }, { unique: true })
  .index({ userId: 1, createdAt: -1, _id: -1 })
  .index({ keyExpiresAt: 1 })
  .index({ untold: 1, _id: 1 });
