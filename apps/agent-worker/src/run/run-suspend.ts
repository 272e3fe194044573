import type { PlannedCall } from '../model/model.port.js';
import type { RunSpending, TranscriptMessage } from './run-checkpoint.js';
import type { RunEventWriter } from './run-event.writer.js';
import type { RunParts } from './run-parts.js';
import type { ClaimedRun, RunPrompt } from './run-store.port.js';

/** A run that is about to wait for its user, with all that it needs to go on afterwards. */
export interface RunSuspension {
  readonly prompt: RunPrompt;
  readonly step: number;
  /** Redacted; the first one waits for the answer. */
  readonly calls: readonly PlannedCall[];
  readonly transcript: readonly TranscriptMessage[];
  readonly workspaceId: string | null;
  readonly spent: RunSpending;
}

/** What came of an attempt to wait. `answered`: the answer was there first, so the run is queued again. */
export type SuspendOutcome = 'waiting' | 'answered' | 'cancelled';

/** How long a log is kept beyond the last moment at which its question can be answered, in milliseconds. */
const LOG_MARGIN_MS = 24 * 60 * 60_000;

/**
 * Lets a run wait. A checkpoint with the question's id is there already, so that a later attempt comes back here after a
 * crash between any two writes, and asks the same question instead of another one. The user may answer as soon as the
 * question is stored: an answer that found the run still running is looked for after the last write, and by the sweeper.
 */
export async function suspendRun(
  run: ClaimedRun,
  { prompt, step, calls, transcript, workspaceId, spent }: RunSuspension,
  writer: RunEventWriter,
  parts: RunParts,
): Promise<SuspendOutcome> {
  const { store, log, signals, logger } = parts;
  await store.openPrompt(run, prompt);
  if (!isShown(writer, prompt.id)) {
    writer.emit({
      type: 'prompt.opened',
      promptId: prompt.id,
      ask: prompt.ask,
      expiresAt: prompt.expiresAt.getTime(),
    });
  }
  await writer.flush();
  const view = writer.view;
  await store.storeAnswer(run, view.parts);
  const suspended = await store.suspend(run, prompt, {
    v: 1,
    seq: view.lastSeq,
    hash: view.hash,
    step,
    spent,
    parts: [...view.parts],
    transcript: [...transcript],
    unanswered: { started: null, waiting: calls.map(({ callId }) => callId) },
    asks: { promptId: prompt.id, calls: [...calls], workspaceId },
  });
  if (!suspended) return 'cancelled';
  const { userId, conversationId, runId } = run;
  await log.expireIn(runId, Math.max(0, prompt.expiresAt.getTime() - Date.now()) + LOG_MARGIN_MS);
  await signals
    .conversationChanged({ userId, conversationId, reason: 'prompt-changed', runId })
    .catch((error: unknown) => logger.warn({ err: error, runId }, 'Gateways were not told that a run waits'));
  const known = await store.findPrompt(run, prompt.id);
  if (known?.state === 'open') return 'waiting';
  return (await store.resume(run, prompt.id)) ? 'answered' : 'waiting';
}

function isShown(writer: RunEventWriter, promptId: string): boolean {
  return writer.view.parts.some((part) => part.type === 'prompt' && part.promptId === promptId);
}
