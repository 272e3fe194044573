import type { ScheduleConversation, ScheduleOutcome } from '@cloakroom/contracts';
import { Schema } from 'mongoose';

/** What came of a firing, as it is stored. */
export interface ScheduleOutcomeDocument {
  readonly dueAt: Date;
  readonly at: Date;
  readonly result: ScheduleOutcome['result'];
  readonly reason: string | null;
  readonly conversationId: string | null;
  readonly runId: string | null;
}

/** A schedule as it is stored; its name and its text are encrypted, together. */
export interface ScheduleDocument {
  readonly _id: string;
  readonly userId: string;
  readonly body: Buffer;
  readonly cron: string;
  readonly timeZone: string;
  readonly conversation: ScheduleConversation;
  readonly enabled: boolean;
  /** The next firing, which its ids are derived from; `null` while it is off. It moves on once the firing is settled. */
  readonly nextAt: Date | null;
  /** Whoever is firing it, and until when nobody else does. */
  readonly claim: string | null;
  readonly claimedUntil: Date | null;
  /** Tries of the firing that is due, so far. */
  readonly attempts: number;
  readonly lastOutcome: ScheduleOutcomeDocument | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A schedule as its owner sees it. */
export interface StoredSchedule extends Pick<
  ScheduleDocument,
  'cron' | 'timeZone' | 'conversation' | 'enabled' | 'nextAt' | 'lastOutcome' | 'createdAt' | 'updatedAt'
> {
  readonly id: string;
  readonly name: string;
  readonly text: string;
}

const outcomeSchema = new Schema<ScheduleOutcomeDocument>(
  {
    dueAt: { type: Date, required: true },
    at: { type: Date, required: true },
    result: { type: String, enum: ['started', 'refused', 'failed'], required: true },
    reason: { type: String, default: null },
    conversationId: { type: String, default: null },
    runId: { type: String, default: null },
  },
  { _id: false },
);

/** See {@link ScheduleDocument}. */
export const scheduleSchema: Schema<ScheduleDocument> = new Schema<ScheduleDocument>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    body: { type: Buffer, required: true },
    cron: { type: String, required: true },
    timeZone: { type: String, required: true },
    conversation: { type: String, enum: ['new', 'same'], required: true },
    enabled: { type: Boolean, required: true },
    nextAt: { type: Date, default: null },
    claim: { type: String, default: null },
    claimedUntil: { type: Date, default: null },
    attempts: { type: Number, required: true },
    lastOutcome: { type: outcomeSchema, default: null },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false },
)
  .index({ userId: 1, createdAt: 1 })
  .index({ enabled: 1, nextAt: 1 });
