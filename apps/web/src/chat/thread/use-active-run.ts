import { isFinalRunStatus, type MessageView, type RunView } from '@cloakroom/contracts';
import { useRunView } from '../runtime/use-run-view.js';

export interface ActiveRun {
  /** The run that can be stopped; `null` when none is under way. */
  readonly runId: string | null;
  /** The view of the latest run that this page has watched. */
  readonly view: RunView | null;
}

/** The run under way in a conversation, as its live view tells it rather than the list. */
export function useActiveRun(messages: readonly MessageView[]): ActiveRun {
  const run = messages.findLast((message) => message.run !== null)?.run ?? null;
  const view = useRunView(run?.id ?? null);
  if (run === null || view === null) return { runId: null, view: null };
  const status = isFinalRunStatus(run.status) ? run.status : view.status;
  const settled: RunView = status === view.status ? view : { ...view, status, error: run.error };
  return { runId: isFinalRunStatus(status) ? null : run.id, view: settled };
}
