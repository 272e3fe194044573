import type { ScheduleTimes, ScheduleView } from '@cloakroom/contracts';
import type { StoredRun, StoredSchedule } from '@cloakroom/persistence';
import { cronTimes } from './cron-times.js';

const SHOWN_TIMES = 3;

/** The next times after now. */
export function nextTimes({ cron, timeZone }: ScheduleTimes): string[] {
  const found: string[] = [];
  for (const time of cronTimes(cron, timeZone, new Date())) {
    found.push(time.toISOString());
    if (found.length === SHOWN_TIMES) break;
  }
  return found;
}

/** A schedule as its owner sees it, with how its last run stands. */
export function scheduleView(schedule: StoredSchedule, runs: ReadonlyMap<string, StoredRun>): ScheduleView {
  const { id, name, text, cron, timeZone, conversation, enabled, lastOutcome, createdAt, updatedAt } = schedule;
  return {
    ...{ id, name, text, cron, timeZone, conversation, enabled },
    next: enabled ? nextTimes({ cron, timeZone }) : [],
    lastOutcome: lastOutcome === null ? null : outcomeView(lastOutcome, runs),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

function outcomeView(
  { dueAt, at, result, reason, conversationId, runId }: NonNullable<StoredSchedule['lastOutcome']>,
  runs: ReadonlyMap<string, StoredRun>,
): NonNullable<ScheduleView['lastOutcome']> {
  const runStatus = runId === null ? null : (runs.get(runId)?.status ?? null);
  return { dueAt: dueAt.toISOString(), at: at.toISOString(), result, reason, conversationId, runId, runStatus };
}
