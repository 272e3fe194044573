import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useForm } from 'react-hook-form';
import { toast } from 'sonner';
import { changePassword } from '../auth/auth-api.js';
import { fetchLinked, LINKED_KEY } from '../auth/provider-api.js';
import { messageOf } from '../platform/api-client.js';
import { Button } from '../ui/button.js';
import { Notice } from '../ui/notice.js';
import { TextField } from '../ui/text-field.js';

const SetPasswordForm = lazy(() => import('./set-password-form.js'));

/** Changes the password; an account that has none is given one. */
export function PasswordSection(): ReactNode {
  const linked = useQuery({ queryKey: LINKED_KEY, queryFn: fetchLinked });
  const opening = <p className="text-sm text-ink-faint">Opening…</p>;
  if (linked.isPending) return opening;
  if (linked.data?.hasPassword !== false) return <ChangePasswordForm />;
  return (
    <Suspense fallback={opening}>
      <SetPasswordForm />
    </Suspense>
  );
}

function ChangePasswordForm(): ReactNode {
  const [failure, setFailure] = useState<string | null>(null);
  const form = useForm({ defaultValues: { current: '', next: '' } });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async ({ current, next }) => {
    setFailure(null);
    try {
      await changePassword(current, next);
      form.reset();
      toast.success('Your password is changed. Other devices are signed out.');
    } catch (error) {
      setFailure(messageOf(error));
    }
  });
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-4">
      {failure !== null && <Notice tone="danger">{failure}</Notice>}
      <TextField
        label="Current password"
        type="password"
        autoComplete="current-password"
        error={errors.current?.message}
        {...form.register('current', { required: 'Enter your current password.' })}
      />
      <TextField
        label="New password"
        type="password"
        autoComplete="new-password"
        hint="Changing it signs out every other device."
        error={errors.next?.message}
        {...form.register('next', {
          required: 'Enter a new password.',
          minLength: { value: 8, message: 'Use at least 8 characters.' },
          maxLength: { value: 128, message: 'Use at most 128 characters.' },
        })}
      />
      <Button type="submit" busy={isSubmitting} className="justify-self-start">
        Change password
      </Button>
    </form>
  );
}
