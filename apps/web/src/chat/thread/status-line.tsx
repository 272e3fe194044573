import type { RunPhase, RunPosition, RunStatus } from '@cloakroom/contracts';
import type { ReactNode } from 'react';
import { useQueuePosition } from './use-queue-position.js';

/** What a run that has not started waits for. */
export function queueWords(place: Pick<RunPosition, 'position' | 'ownLimit'> | null): string {
  if (place?.ownLimit === true) return 'Waiting for your other answers…';
  const before = (place?.position ?? 1) - 1;
  if (before === 0) return 'Waiting for the agent…';
  return `Waiting for the agent: ${before} ${before === 1 ? 'answer' : 'answers'} before yours…`;
}

/** The words of the status line once a run has started; `null` where dots say it all. */
export function statusWords(phase: RunPhase | null): string | null {
  switch (phase) {
    case 'starting-sandbox':
      return 'Starting sandbox…';
    case 'running-agent':
      return 'Running agent…';
    case 'waiting-for-user':
      return 'Waiting for you…';
    case 'thinking':
    case null:
      return null;
  }
}

export interface StatusLineProps {
  readonly runId: string | null;
  readonly status: RunStatus;
  readonly phase: RunPhase | null;
}

export function StatusLine({ runId, status, phase }: StatusLineProps): ReactNode {
  const place = useQueuePosition(status === 'queued' ? runId : null);
  const words = status === 'queued' ? queueWords(place) : statusWords(phase);
  return (
    <p className="flex h-6 items-center gap-2.5 text-sm text-ink-faint" data-testid="status-line">
      <span aria-hidden="true" className="flex gap-1">
        {[0, 1, 2].map((dot) => (
          <span
            key={dot}
            className="animate-dot size-1.5 rounded-full bg-brass-line"
            style={{ animationDelay: `${dot * 160}ms` }}
          />
        ))}
      </span>
      {words === null ? <span className="sr-only">Thinking…</span> : words}
    </p>
  );
}
