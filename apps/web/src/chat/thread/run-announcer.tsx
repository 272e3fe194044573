import { isFinalRunStatus, type RunStatus, type RunView } from '@cloakroom/contracts';
import { useState, type ReactNode } from 'react';

/** What a screen reader is told when an answer starts or ends; nothing in between. */
export function announcementFor(status: RunStatus, reason: string | null): string {
  switch (status) {
    case 'queued':
    case 'running':
      return 'The agent is answering.';
    case 'waiting':
      return 'The agent waits for your answer to a question.';
    case 'finished':
      return 'The answer is complete.';
    case 'cancelled':
      return 'The answer was stopped.';
    case 'failed':
      return `The answer failed. ${reason ?? ''}`.trim();
  }
}

/** Speaks up when a run that this page watched starts and when it ends. */
export function RunAnnouncer({ run }: { readonly run: RunView | null }): ReactNode {
  const [watched, setWatched] = useState<string | null>(null);
  if (run !== null && !isFinalRunStatus(run.status) && watched !== run.runId) setWatched(run.runId);
  const heard = run !== null && watched === run.runId;
  return (
    <p role="status" className="sr-only">
      {heard ? announcementFor(run.status, run.error?.message ?? null) : ''}
    </p>
  );
}
