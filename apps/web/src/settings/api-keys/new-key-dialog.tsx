import type { ApiKeyScope } from '@cloakroom/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useForm } from 'react-hook-form';
import { messageOf } from '../../platform/api-client.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Notice } from '../../ui/notice.js';
import { FieldShell, inputStyle, TextField } from '../../ui/text-field.js';
import { ShownOnce } from '../shown-once.js';
import { createApiKey, refetchApiKeys } from './api-keys-api.js';

export interface NewKeyDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Makes a key, and shows it this once. */
export function NewKeyDialog({ open, onClose }: NewKeyDialogProps): ReactNode {
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
      title={secret === null ? 'New API key' : 'Your new API key'}
      description={
        secret === null
          ? 'For programs that start runs and read their answers. It opens nothing else: not your secrets, not your chats.'
          : 'Copy it now. It is shown this once, and nobody can look it up again.'
      }
    >
      {secret === null ? (
        <NewKeyForm onCancel={close} onMade={setSecret} />
      ) : (
        <ShownOnce label="API key" value={secret} onDone={close} />
      )}
    </Dialog>
  );
}

const DAY_MS = 86_400_000;

/** The time in so many days; `null` for never. */
function timeIn(days: string): string | null {
  return days === '' ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString();
}

interface Fields {
  readonly name: string;
  readonly write: boolean;
  readonly days: string;
}

function NewKeyForm({
  onCancel,
  onMade,
}: {
  readonly onCancel: () => void;
  readonly onMade: (secret: string) => void;
}): ReactNode {
  const client = useQueryClient();
  const [failure, setFailure] = useState<string | null>(null);
  const form = useForm<Fields>({ defaultValues: { name: '', write: true, days: '90' } });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async ({ name, write, days }) => {
    setFailure(null);
    try {
      const scopes: ApiKeyScope[] = write ? ['runs:read', 'runs:write'] : ['runs:read'];
      const { secret } = await createApiKey({ name: name.trim(), scopes, expiresAt: timeIn(days) });
      await refetchApiKeys(client);
      onMade(secret);
    } catch (error) {
      setFailure(messageOf(error));
    }
  });
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-4">
      {failure !== null && <Notice tone="danger">{failure}</Notice>}
      <TextField
        label="Name"
        autoComplete="off"
        placeholder="Nightly report"
        dir="auto"
        error={errors.name?.message}
        {...form.register('name', {
          validate: (name) => name.trim() !== '' || 'Enter a name.',
          maxLength: { value: 60, message: 'A name has at most 60 characters.' },
        })}
      />
      <label className="flex items-center gap-2.5 text-sm">
        <input type="checkbox" className="size-4 accent-brand" {...form.register('write')} />
        May start and stop runs, besides reading them
      </label>
      <FieldShell label="Expires">
        {(control) => (
          <select {...control} className={inputStyle} {...form.register('days')}>
            <option value="30">In 30 days</option>
            <option value="90">In 90 days</option>
            <option value="365">In a year</option>
            <option value="">Never</option>
          </select>
        )}
      </FieldShell>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" tone="primary" busy={isSubmitting}>
          Make key
        </Button>
      </div>
    </form>
  );
}
