import { MAX_INVITATION_DAYS } from '@cloakroom/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useForm } from 'react-hook-form';
import { messageOf } from '../platform/api-client.js';
import { ShownOnce } from '../settings/shown-once.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { Notice } from '../ui/notice.js';
import { FieldShell, inputStyle, TextField } from '../ui/text-field.js';
import { invite, refetchAdmin } from './admin-api.js';

export interface InviteDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Makes an invitation, and shows its link this once. */
export function InviteDialog({ open, onClose }: InviteDialogProps): ReactNode {
  const [link, setLink] = useState<string | null>(null);
  const close = (): void => {
    setLink(null);
    onClose();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(wanted) => {
        if (!wanted) close();
      }}
      title={link === null ? 'Invite somebody' : 'The invitation'}
      description={
        link === null
          ? 'Makes a link with which one person can make one account.'
          : 'Copy the link now and hand it over. It is shown this once, and works once.'
      }
    >
      {link === null ? (
        <InviteForm onCancel={close} onMade={setLink} />
      ) : (
        <ShownOnce label="Link" value={link} onDone={close} />
      )}
    </Dialog>
  );
}

interface InviteFormProps {
  readonly onCancel: () => void;
  readonly onMade: (link: string) => void;
}

function InviteForm({ onCancel, onMade }: InviteFormProps): ReactNode {
  const client = useQueryClient();
  const [failure, setFailure] = useState<string | null>(null);
  const form = useForm<{ note: string; days: string }>({ defaultValues: { note: '', days: '7' } });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async ({ note, days }) => {
    setFailure(null);
    try {
      const { link } = await invite({ note: note.trim(), days: Number(days) });
      await refetchAdmin(client);
      onMade(link);
    } catch (error) {
      setFailure(messageOf(error));
    }
  });
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-4">
      {failure !== null && <Notice tone="danger">{failure}</Notice>}
      <TextField
        label="For whom"
        optional
        autoComplete="off"
        dir="auto"
        hint="For your list. The person does not see it."
        error={errors.note?.message}
        {...form.register('note', { maxLength: { value: 100, message: 'Use at most 100 characters.' } })}
      />
      <FieldShell label="Good for">
        {(control) => (
          <select {...control} className={inputStyle} {...form.register('days')}>
            <option value="1">A day</option>
            <option value="7">A week</option>
            <option value={String(MAX_INVITATION_DAYS)}>{MAX_INVITATION_DAYS} days</option>
          </select>
        )}
      </FieldShell>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" tone="primary" busy={isSubmitting}>
          Make the link
        </Button>
      </div>
    </form>
  );
}
