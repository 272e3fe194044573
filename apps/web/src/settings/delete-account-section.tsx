import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useForm } from 'react-hook-form';
import { useNavigate } from 'react-router';
import { enterAs, useCurrentSession } from '../auth/use-session.js';
import { useChat } from '../chat/chat-context.js';
import { apiWithoutAnswer, messageOf } from '../platform/api-client.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { Notice } from '../ui/notice.js';
import { TextField } from '../ui/text-field.js';

/** The way out: everything of this account is deleted, after its address and password were typed. */
export function DeleteAccountSection(): ReactNode {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button tone="danger" onClick={() => setOpen(true)}>
        Delete account
      </Button>
      <Dialog
        role="alertdialog"
        open={open}
        onOpenChange={setOpen}
        title="Delete this account?"
        description="Its secrets, conversations, files and audit trail are deleted, and with them the keys that could open them. Nobody can bring them back."
      >
        <DeleteAccountForm onCancel={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function DeleteAccountForm({ onCancel }: { readonly onCancel: () => void }): ReactNode {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { drafts, runtime } = useChat();
  const { user } = useCurrentSession();
  const [failure, setFailure] = useState<string | null>(null);
  const form = useForm({ defaultValues: { email: '', password: '' } });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async ({ password }) => {
    setFailure(null);
    try {
      await apiWithoutAnswer('DELETE', '/api/v1/account', { password });
      drafts.clear();
      await runtime.forget();
      enterAs(client, null);
      await navigate('/sign-in', { replace: true });
    } catch (error) {
      setFailure(messageOf(error));
    }
  });
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-4">
      {failure !== null && <Notice tone="danger">{failure}</Notice>}
      <TextField
        label="Type your email"
        type="email"
        autoComplete="off"
        placeholder={user.email}
        error={errors.email?.message}
        {...form.register('email', {
          validate: (email) =>
            email.trim().toLowerCase() === user.email.toLowerCase() || `Type ${user.email} to confirm.`,
        })}
      />
      <TextField
        label="Password"
        type="password"
        autoComplete="current-password"
        error={errors.password?.message}
        {...form.register('password', { required: 'Enter your password.' })}
      />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onCancel}>Keep it</Button>
        <Button type="submit" tone="danger" busy={isSubmitting}>
          Delete for good
        </Button>
      </div>
    </form>
  );
}
