import type { RunPhase, RunPosition } from '@cloakroom/contracts';

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
