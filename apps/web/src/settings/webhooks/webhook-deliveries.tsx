import type { WebhookDelivery } from '@cloakroom/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { messageOf } from '../../platform/api-client.js';
import { Button } from '../../ui/button.js';
import { Moment } from '../../ui/moment.js';
import { Notice } from '../../ui/notice.js';
import { listDeliveries, refetchWebhooks, resend, WEBHOOKS_KEY } from './webhooks-api.js';
import { deliveryWords, EVENT_LABELS } from './webhook-words.js';

const LOOK_AGAIN_MS = 2_000;

/** What a webhook was told of late, newest first. Looked at again while something is on its way. */
export function WebhookDeliveries({ webhookId }: { readonly webhookId: string }): ReactNode {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: [...WEBHOOKS_KEY, webhookId, 'deliveries'],
    queryFn: () => listDeliveries(webhookId),
    refetchInterval: ({ state }) => (state.data?.some((one) => one.state === 'pending') ? LOOK_AGAIN_MS : false),
  });
  const again = useMutation({
    mutationFn: (deliveryId: string) => resend(webhookId, deliveryId),
    onSettled: () => refetchWebhooks(client),
  });
  const failure = query.error ?? again.error;
  const deliveries = query.data ?? [];
  return (
    <div className="mt-2 grid gap-2">
      {failure !== null && <Notice tone="danger">{messageOf(failure)}</Notice>}
      {query.isSuccess && deliveries.length === 0 && (
        <p className="text-xs text-ink-faint">It was told nothing in the last seven days.</p>
      )}
      {deliveries.length > 0 && (
        <ol
          tabIndex={0}
          aria-label="Deliveries"
          className="max-h-60 divide-y divide-line overflow-y-auto rounded-lg border border-line bg-sunken"
        >
          {deliveries.map((delivery) => (
            <DeliveryRow
              key={delivery.id}
              delivery={delivery}
              busy={again.isPending && again.variables === delivery.id}
              onResend={() => again.mutate(delivery.id)}
            />
          ))}
        </ol>
      )}
    </div>
  );
}

interface DeliveryRowProps {
  readonly delivery: WebhookDelivery;
  readonly busy: boolean;
  readonly onResend: () => void;
}

function DeliveryRow({ delivery, busy, onResend }: DeliveryRowProps): ReactNode {
  const { type, createdAt, state } = delivery;
  const label = type === 'webhook.test' ? 'A test' : EVENT_LABELS[type];
  return (
    <li className="flex items-center gap-3 px-3 py-2 text-xs">
      <div className="min-w-0 flex-1">
        <p className="font-semibold">
          {label} <span className="font-normal text-ink-soft">· {deliveryWords(delivery)}</span>
        </p>
        <p className="text-ink-soft">
          <Moment iso={createdAt} style="ago" />
        </p>
      </div>
      {state !== 'pending' && (
        <Button size="small" busy={busy} onClick={onResend} aria-label={`Send again: ${label}`}>
          Send again
        </Button>
      )}
    </li>
  );
}
