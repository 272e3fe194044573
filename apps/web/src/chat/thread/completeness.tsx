import { isFinalRunStatus } from '@cloakroom/contracts';
import { CheckCheck } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useRuns } from '../runtime/use-run-view.js';

/** Logs that take the place of a lost one begin above this; their numbers do not count events. */
const FIRST_LOG_END = 1_000_000_000;

/**
 * A mark beside an answer that this page has watched to its end: every event has arrived, once and in order, and the
 * running hash over them is the server's. What it stands for is told when it is pressed.
 */
export function Completeness({ runId }: { readonly runId: string }): ReactNode {
  const view = useRuns().peek(runId);
  const [told, setTold] = useState(false);
  if (view === null || view.hash === null || view.lastSeq === 0 || !isFinalRunStatus(view.status)) return null;
  const count = view.lastSeq < FIRST_LOG_END ? `${view.lastSeq.toLocaleString()} events` : 'All events';
  return (
    <p className="flex items-center gap-2 text-xs text-ink-faint">
      <button
        type="button"
        aria-label="Arrived whole"
        title="Arrived whole"
        aria-expanded={told}
        onClick={() => setTold(!told)}
        className="rounded-sm p-0.5 hover:text-ink"
      >
        <CheckCheck aria-hidden="true" className="size-3.5" />
      </button>
      {told && <span>Complete: {count}, 0 gaps, 0 duplicates, same hash as the server.</span>}
    </p>
  );
}
