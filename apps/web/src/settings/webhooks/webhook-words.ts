import type { WebhookDelivery, WebhookEvent } from '@cloakroom/contracts';

export const EVENT_LABELS: Readonly<Record<WebhookEvent, string>> = {
  'run.finished': 'A run has finished',
  'run.failed': 'A run has failed',
  'run.cancelled': 'A run was stopped',
  'run.waiting': 'A run waits for you',
};

const PROBLEMS: Readonly<Record<string, string>> = {
  DENIED: 'this address may not be reached',
  DNS: 'the host was not found',
  CONNECT_REFUSED: 'the host refused the connection',
  CONNECT_TIMEOUT: 'the host could not be reached in time',
  READ_TIMEOUT: 'the host did not answer in time',
  ABORTED: 'the host did not answer in time',
  TLS: 'its certificate is not valid',
  RESET: 'the connection was lost',
};

/** How a delivery stands, as a sentence. */
export function deliveryWords({ state, status, problem, attempts }: WebhookDelivery): string {
  const answer =
    status === null ? (problem === null ? '' : (PROBLEMS[problem] ?? 'it could not be sent')) : `status ${status}`;
  const why = answer === '' ? '' : `: ${answer}`;
  switch (state) {
    case 'pending':
      return attempts === 0 ? 'Is being sent' : `Tried ${attempts === 1 ? 'once' : `${attempts} times`}${why}`;
    case 'delivered':
      return `Delivered${why}`;
    case 'failed':
      return `Failed${why}`;
    case 'dropped':
      return 'Not sent: the webhook was off';
  }
}
