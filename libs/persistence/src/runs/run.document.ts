import type { RunFailure, RunIsolation, RunOrigin, RunStatus } from '@cloakroom/contracts';
import { Schema } from 'mongoose';

/** A run as it is stored. `attempt` is the fence: every write of a worker names the one it holds. */
export interface RunDocument {
  readonly _id: string;
  readonly userId: string;
  readonly conversationId: string;
  readonly userMessageId: string;
  readonly assistantMessageId: string;
  readonly status: RunStatus;
  /** Not there in runs from before it was stored, which are `chat`. */
  readonly origin?: RunOrigin;
  readonly attempt: number;
  /** `userId#number` while a worker has the run: no two runs hold the same, so that a user has no more than numbers. */
  readonly slot?: string;
  readonly workerId: string | null;
  readonly heartbeatAt: Date | null;
  readonly cancelRequestedAt: Date | null;
  /** The question that a waiting run waits for. */
  readonly waitingPromptId?: string | null;
  /** When that question's time is over. */
  readonly waitingUntil?: Date | null;
  /** The last attempt that got on: it reached a checkpoint, or a question to the user. */
  readonly progressAttempt?: number;
  /** Encrypted state to go on from, and the place in the log it stands for. */
  readonly checkpoint: Buffer | null;
  readonly checkpointSeq: number;
  /** Holds no content of the conversation. */
  readonly error: RunFailure | null;
  /** Of the worker that took it last; `null` before that. */
  readonly isolation: RunIsolation | null;
  readonly createdAt: Date;
  readonly enqueuedAt: Date | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

/** The name of one of a person's slots, from 0: see {@link RunDocument.slot}. */
export function slotOf(userId: string, number: number): string {
  return `${userId}#${number}`;
}

const failureSchema = new Schema<RunFailure>(
  { code: { type: String, required: true }, message: { type: String, required: true } },
  { _id: false },
);

const isolationSchema = new Schema<RunIsolation>(
  {
    level: { type: String, enum: ['strict', 'standard'], required: true },
    missing: { type: [String], required: true },
  },
  { _id: false },
);

/** See {@link RunDocument}. */
export const runSchema: Schema<RunDocument> = new Schema<RunDocument>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    conversationId: { type: String, required: true },
    userMessageId: { type: String, required: true },
    assistantMessageId: { type: String, required: true },
    status: { type: String, enum: ['queued', 'running', 'waiting', 'finished', 'failed', 'cancelled'], required: true },
    origin: { type: String, enum: ['chat', 'api', 'schedule'], default: 'chat' },
    attempt: { type: Number, required: true },
    slot: { type: String },
    workerId: { type: String, default: null },
    heartbeatAt: { type: Date, default: null },
    cancelRequestedAt: { type: Date, default: null },
    waitingPromptId: { type: String, default: null },
    waitingUntil: { type: Date, default: null },
    progressAttempt: { type: Number, default: 0 },
    checkpoint: { type: Buffer, default: null },
    checkpointSeq: { type: Number, default: 0 },
    error: { type: failureSchema, default: null },
    isolation: { type: isolationSchema, default: null },
    createdAt: { type: Date, required: true },
    enqueuedAt: { type: Date, default: null },
    startedAt: { type: Date, default: null },
    endedAt: { type: Date, default: null },
  },
  { versionKey: false },
)
  .index({ userId: 1, conversationId: 1 })
  .index({ slot: 1 }, { unique: true, sparse: true })
  .index({ status: 1, userId: 1, createdAt: 1 })
  .index({ userId: 1, startedAt: 1 })
  .index({ status: 1, heartbeatAt: 1 })
  .index({ status: 1, waitingUntil: 1 });
