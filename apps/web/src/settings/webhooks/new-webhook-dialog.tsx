import { webhookEventSchema, type WebhookEvent } from '@cloakroom/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useForm } from 'react-hook-form';
import { ApiError, messageOf } from '../../platform/api-client.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Notice } from '../../ui/notice.js';
import { TextField } from '../../ui/text-field.js';
import { ShownOnce } from '../shown-once.js';
import { createWebhook, refetchWebhooks } from './webhooks-api.js';
import { EVENT_LABELS } from './webhook-words.js';

export interface NewWebhookDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Makes a webhook, and shows its signing secret this once. */
export function NewWebhookDialog({ open, onClose }: NewWebhookDialogProps): ReactNode {
  const [secret, setSecret] = useState<string | null>(null);
  const close = (): void => {
    setSecret(null);
    onClose();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(wanted) => {
        if (!wanted) close();
      }}
      title={secret === null ? 'New webhook' : 'Its signing secret'}
      description={
        secret === null
          ? 'An address of yours that is told about the runs of your API keys: which run, and how it stands. Never what was said.'
          : 'Its receiver needs it to know what comes from here. Copy it now: it is shown this once, and nobody can look it up again.'
      }
    >
      {secret === null ? (
        <NewWebhookForm onCancel={close} onMade={setSecret} />
      ) : (
        <ShownOnce label="Signing secret" value={secret} onDone={close} />
      )}
    </Dialog>
  );
}

interface Fields {
  readonly url: string;
  readonly events: WebhookEvent[];
}

function NewWebhookForm({
  onCancel,
  onMade,
}: {
  readonly onCancel: () => void;
  readonly onMade: (secret: string) => void;
}): ReactNode {
  const client = useQueryClient();
  const [failure, setFailure] = useState<string | null>(null);
  const form = useForm<Fields>({ defaultValues: { url: '', events: [...webhookEventSchema.options] } });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async ({ url, events }) => {
    setFailure(null);
    try {
      const { secret } = await createWebhook({ url: url.trim(), events });
      await refetchWebhooks(client);
      onMade(secret);
    } catch (error) {
      const ofUrl = error instanceof ApiError ? error.fieldMessage('url') : null;
      if (ofUrl === null) setFailure(messageOf(error));
      else form.setError('url', { message: ofUrl }, { shouldFocus: true });
    }
  });
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-4">
      {failure !== null && <Notice tone="danger">{failure}</Notice>}
      <TextField
        label="Address"
        type="url"
        autoComplete="off"
        placeholder="https://example.com/cloakroom"
        dir="ltr"
        error={errors.url?.message}
        {...form.register('url', { validate: (url) => url.trim() !== '' || 'Enter an address.' })}
      />
      <fieldset className="grid gap-2">
        <legend className="mb-1.5 text-sm font-semibold">Told when</legend>
        {webhookEventSchema.options.map((event) => (
          <label key={event} className="flex items-center gap-2.5 text-sm">
            <input
              type="checkbox"
              value={event}
              className="size-4 accent-brand"
              {...form.register('events', {
                validate: (events) => events.length > 0 || 'Choose what it is told.',
              })}
            />
            {EVENT_LABELS[event]}
          </label>
        ))}
        {errors.events !== undefined && (
          <p role="alert" className="text-sm font-medium text-danger">
            {errors.events.message}
          </p>
        )}
      </fieldset>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" tone="primary" busy={isSubmitting}>
          Make webhook
        </Button>
      </div>
    </form>
  );
}
