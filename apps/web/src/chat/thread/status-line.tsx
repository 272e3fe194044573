import type { RunPhase, RunStatus } from '@cloakroom/contracts';
import type { ReactNode } from 'react';

/** The words of the status line; `null` where dots say it all. */
export function statusWords(status: RunStatus, phase: RunPhase | null): string | null {
  if (status === 'queued') return 'Waiting for the agent…';
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
  readonly status: RunStatus;
  readonly phase: RunPhase | null;
}

export function StatusLine({ status, phase }: StatusLineProps): ReactNode {
  const words = statusWords(status, phase);
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
