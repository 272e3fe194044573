import type { RunPosition } from '@cloakroom/contracts';
import { useEffect, useState } from 'react';
import { useChat } from '../chat-context.js';

const ASK_EVERY_MS = 3_000;

/** Where a run stands in the queue, asked for while it waits; `null` for a run that does not, or when nobody knows. */
export function useQueuePosition(runId: string | null): RunPosition | null {
  const { runtime } = useChat();
  const [known, setKnown] = useState<RunPosition | null>(null);
  useEffect(() => {
    if (runId === null) return undefined;
    let watching = true;
    const ask = async (): Promise<void> => {
      const position = await runtime.runPosition(runId);
      if (watching && position !== null) setKnown(position);
    };
    void ask();
    const timer = setInterval(() => void ask(), ASK_EVERY_MS);
    return () => {
      watching = false;
      clearInterval(timer);
    };
  }, [runtime, runId]);
  return known?.runId === runId ? known : null;
}
