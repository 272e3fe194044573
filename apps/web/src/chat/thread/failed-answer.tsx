import type { RunFailure } from '@cloakroom/contracts';
import { useState, type ReactNode } from 'react';
import { Button } from '../../ui/button.js';
import { Notice } from '../../ui/notice.js';
import { useChat } from '../chat-context.js';

export interface FailedAnswerProps {
  readonly runId: string | null;
  readonly error: RunFailure | null;
  /** The conversation has not gone on since. */
  readonly canRetry: boolean;
}

/** Why an answer failed, and the way to have the same question answered again. */
export function FailedAnswer({ runId, error, canRetry }: FailedAnswerProps): ReactNode {
  const { runtime } = useChat();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const retry = async (failedRunId: string): Promise<void> => {
    setBusy(true);
    setProblem(await runtime.retryRun(failedRunId));
    setBusy(false);
  };
  return (
    <Notice tone="danger">
      <p>{error?.message ?? 'The answer failed for an unknown reason.'}</p>
      {problem !== null && <p className="pt-1">{problem}</p>}
      {canRetry && runId !== null && (
        <Button size="small" busy={busy} className="mt-2" onClick={() => void retry(runId)}>
          Retry
        </Button>
      )}
    </Notice>
  );
}
