import type { WebhookView } from '@cloakroom/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { messageOf } from '../../platform/api-client.js';
import { Button } from '../../ui/button.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { Notice } from '../../ui/notice.js';
import { NewWebhookDialog } from './new-webhook-dialog.js';
import { WebhookRow } from './webhook-row.js';
import { deleteWebhook, listWebhooks, refetchWebhooks, WEBHOOKS_KEY } from './webhooks-api.js';

/** Addresses that are told how runs of the API end. */
export default function WebhooksSection(): ReactNode {
  const client = useQueryClient();
  const [making, setMaking] = useState(false);
  const [doomed, setDoomed] = useState<WebhookView | null>(null);
  const query = useQuery({ queryKey: WEBHOOKS_KEY, queryFn: listWebhooks });
  const remove = useMutation({
    mutationFn: deleteWebhook,
    onSuccess: () => setDoomed(null),
    onSettled: () => refetchWebhooks(client),
  });
  const webhooks = query.data ?? [];
  return (
    <div className="grid gap-3">
      {query.error !== null && <Notice tone="danger">{messageOf(query.error)}</Notice>}
      {query.isPending && <p className="text-sm text-ink-faint">Fetching your webhooks…</p>}
      {query.isSuccess && webhooks.length === 0 && <p className="text-sm text-ink-faint">You have no webhooks.</p>}
      {webhooks.length > 0 && (
        <ul aria-label="Webhooks" className="divide-y divide-line rounded-lg border border-line bg-surface">
          {webhooks.map((webhook) => (
            <WebhookRow key={webhook.id} webhook={webhook} onDelete={() => setDoomed(webhook)} />
          ))}
        </ul>
      )}
      <Button className="justify-self-start" onClick={() => setMaking(true)}>
        New webhook
      </Button>
      <NewWebhookDialog open={making} onClose={() => setMaking(false)} />
      <ConfirmDialog
        open={doomed !== null}
        onClose={() => {
          setDoomed(null);
          remove.reset();
        }}
        title="Delete this webhook?"
        confirmLabel="Delete webhook"
        onConfirm={() => doomed !== null && remove.mutate(doomed.id)}
        busy={remove.isPending}
        error={remove.error === null ? null : messageOf(remove.error)}
      >
        <span className="wrap-anywhere">{doomed?.url}</span> is told nothing more, not even what is on its way.
      </ConfirmDialog>
    </div>
  );
}
