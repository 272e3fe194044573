import { isFinalRunStatus } from '@cloakroom/contracts';
import type { RunEventWriter } from './run-event.writer.js';
import type { RunParts } from './run-parts.js';
import type { RunEnding } from './run-ending.js';
import type { ClaimedRun } from './run-store.port.js';

/**
 * Ends a run. The order lets a later attempt complete it after a crash at any point: the log decides the ending, and
 * the run counts as ended last, because nobody comes back to it after that.
 */
export async function finishRun(
  run: ClaimedRun,
  ending: RunEnding,
  writer: RunEventWriter,
  parts: RunParts,
): Promise<void> {
  const { store, log, signals, limits, logger } = parts;
  const asked =
    (run.checkpoint !== null && run.checkpoint.asks !== null) ||
    writer.view.parts.some(({ type }) => type === 'prompt');
  if (!isFinalRunStatus(writer.view.status)) {
    writer.emit({ type: 'run.ended', status: ending.status, error: ending.error });
  }
  await writer.flush();
  await store.storeAnswer(run, writer.view.parts);
  if (asked) {
    await store.withdrawPrompts(run);
    await store.dropWorkspaces(run);
  }
  await store.freeConversation(run);
  await store.endRun(run, ending);
  parts.counters.countRun(ending.status);
  const { userId, conversationId, runId } = run;
  const told = signals
    .conversationChanged({ userId, conversationId, reason: 'run-ended', runId })
    .catch((error: unknown) => logger.warn({ err: error, runId }, 'Gateways were not told that a run has ended'));
  await Promise.all([log.expireIn(runId, limits.logTtlMs), told]);
}
