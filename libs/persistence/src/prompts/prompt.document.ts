import type { LeaseScope, PromptAsk, PromptState } from '@cloakroom/contracts';
import { Schema } from 'mongoose';

/** A question to a user as it is stored; what is asked is encrypted. */
export interface PromptDocument {
  readonly _id: string;
  readonly userId: string;
  readonly runId: string;
  readonly conversationId: string;
  readonly kind: PromptAsk['kind'];
  readonly state: PromptState;
  readonly scope: LeaseScope | null;
  readonly body: Buffer;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly closedAt: Date | null;
  /** When it was made sure that the run does not wait for it any more. */
  readonly settledAt: Date | null;
}

/** See {@link PromptDocument}. */
export const promptSchema: Schema<PromptDocument> = new Schema<PromptDocument>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    runId: { type: String, required: true },
    conversationId: { type: String, required: true },
    kind: { type: String, enum: ['secret', 'lease'], required: true },
    state: {
      type: String,
      enum: ['open', 'provided', 'granted', 'declined', 'expired', 'withdrawn'],
      required: true,
    },
    scope: { type: String, enum: ['once', 'conversation', 'hour', 'always', null], default: null },
    body: { type: Buffer, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    closedAt: { type: Date, default: null },
    settledAt: { type: Date, default: null },
  },
  { versionKey: false },
)
  .index({ userId: 1, state: 1, createdAt: 1 })
  .index({ userId: 1, runId: 1 })
  .index({ state: 1, expiresAt: 1 })
  .index({ settledAt: 1, closedAt: 1 });
