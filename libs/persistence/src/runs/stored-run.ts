import type { RunOrigin } from '@cloakroom/contracts';
import type { RunDocument } from './run.document.js';

/** A run without its checkpoint. */
export type StoredRun = Omit<
  RunDocument,
  '_id' | 'checkpoint' | 'waitingPromptId' | 'waitingUntil' | 'progressAttempt' | 'origin' | 'slot'
> & {
  readonly id: string;
  readonly origin: RunOrigin;
  readonly waitingPromptId: string | null;
  readonly progressAttempt: number;
};

/** Leaves the checkpoint where it is: only the worker that claimed the run reads it. */
export const WITHOUT_CHECKPOINT = { checkpoint: 0 } as const;

/** Where a run's checkpoint is stored. */
export function checkpointPlace(runId: string) {
  return { collection: 'runs', id: runId, field: 'checkpoint' };
}

/** The stored document as everybody else sees it. */
export function toStoredRun(document: Omit<RunDocument, 'checkpoint'>): StoredRun {
  return {
    id: document._id,
    userId: document.userId,
    conversationId: document.conversationId,
    userMessageId: document.userMessageId,
    assistantMessageId: document.assistantMessageId,
    status: document.status,
    origin: document.origin ?? 'chat',
    attempt: document.attempt,
    workerId: document.workerId,
    heartbeatAt: document.heartbeatAt,
    cancelRequestedAt: document.cancelRequestedAt,
    waitingPromptId: document.waitingPromptId ?? null,
    progressAttempt: document.progressAttempt ?? 0,
    checkpointSeq: document.checkpointSeq,
    error: document.error,
    isolation: document.isolation ?? null,
    createdAt: document.createdAt,
    enqueuedAt: document.enqueuedAt,
    startedAt: document.startedAt,
    endedAt: document.endedAt,
  };
}
