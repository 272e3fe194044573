import type { RunPhase, RunStatus } from '@cloakroom/contracts';
import type { ReactNode } from 'react';
import { queueWords, statusWords } from './status-words.js';
import { useQueuePosition } from './use-queue-position.js';

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
