import type { RunView } from '@cloakroom/contracts';
import { useCallback, useSyncExternalStore } from 'react';
import { useChat } from '../chat-context.js';
import { RunRegistry } from './run-registry.js';

const nothing = (): void => undefined;

/** The runs that this page watches. */
export function useRuns(): RunRegistry {
  return useChat().runtime.runs((...parts) => new RunRegistry(...parts));
}

/** The live view of a run; `null` for none. Following it is the caller's business. */
export function useRunView(runId: string | null): RunView | null {
  const runs = useRuns();
  const subscribe = useCallback(
    (listener: () => void) => (runId === null ? nothing : runs.view(runId).subscribe(listener)),
    [runs, runId],
  );
  const read = useCallback(() => (runId === null ? null : runs.view(runId).getSnapshot()), [runs, runId]);
  return useSyncExternalStore(subscribe, read);
}
