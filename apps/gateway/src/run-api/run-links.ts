import type { RunAccepted } from '@cloakroom/contracts';

/** Where to go on from a run, as paths on this server. */
export function runLinks({ id, conversationId }: Pick<RunAccepted, 'id' | 'conversationId'>): RunAccepted['links'] {
  const self = `/api/v1/runs/${id}`;
  return { self, events: `${self}/events`, cancel: `${self}/cancel`, page: `/c/${conversationId}` };
}
