import type { WebhookView } from '@cloakroom/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { messageOf } from '../../platform/api-client.js';
import { Button } from '../../ui/button.js';
import { Notice } from '../../ui/notice.js';
import { WebhookDeliveries } from './webhook-deliveries.js';
import { refetchWebhooks, sendTest, updateWebhook } from './webhooks-api.js';
import { EVENT_LABELS } from './webhook-words.js';

export interface WebhookRowProps {
  readonly webhook: WebhookView;
  readonly onDelete: () => void;
}

export function WebhookRow({ webhook, onDelete }: WebhookRowProps): ReactNode {
  const { id, url, events, state, failures } = webhook;
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const onSettled = (): Promise<void> => refetchWebhooks(client);
  const test = useMutation({ mutationFn: () => sendTest(id), onSuccess: () => setOpen(true), onSettled });
  const toggle = useMutation({ mutationFn: () => updateWebhook(id, { enabled: state !== 'on' }), onSettled });
  const failure = test.error ?? toggle.error;
  return (
    <li className="px-3.5 py-3 text-sm">
      <p className="font-mono text-xs font-semibold wrap-anywhere">{url}</p>
      <p className="mt-0.5 text-xs text-ink-faint">
        {state === 'on' ? 'On' : 'Off'} · {events.map((event) => EVENT_LABELS[event]).join(', ')}
      </p>
      {state === 'failing' && (
        <Notice tone="brass" className="mt-2">
          It was switched off after {failures} failures in a row. Mend the receiver, send a test, and switch it on
          again.
        </Notice>
      )}
      {failure !== null && (
        <Notice tone="danger" className="mt-2">
          {messageOf(failure)}
        </Notice>
      )}
      <div className="mt-2 flex flex-wrap gap-2">
        <Button size="small" busy={test.isPending} onClick={() => test.mutate()}>
          Send test
        </Button>
        <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
          Deliveries
        </Button>
        <Button size="small" busy={toggle.isPending} onClick={() => toggle.mutate()}>
          {state === 'on' ? 'Switch off' : 'Switch on'}
        </Button>
        <Button size="small" onClick={onDelete}>
          Delete
        </Button>
      </div>
      {open && <WebhookDeliveries webhookId={id} />}
    </li>
  );
}
