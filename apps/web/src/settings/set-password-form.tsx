import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useForm } from 'react-hook-form';
import { toast } from 'sonner';
import { LINKED_KEY, setPassword } from '../auth/provider-api.js';
import { messageOf } from '../platform/api-client.js';
import { Button } from '../ui/button.js';
import { Notice } from '../ui/notice.js';
import { TextField } from '../ui/text-field.js';

/** For an account that was made over a provider and has no password. */
export default function SetPasswordForm(): ReactNode {
  const client = useQueryClient();
  const [failure, setFailure] = useState<string | null>(null);
  const form = useForm({ defaultValues: { next: '' } });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async ({ next }) => {
    setFailure(null);
    try {
      await setPassword(next);
      await client.invalidateQueries({ queryKey: LINKED_KEY });
      toast.success('Your password is set. You can sign in with it.');
    } catch (error) {
      setFailure(messageOf(error));
    }
  });
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-4">
      {failure !== null && <Notice tone="danger">{failure}</Notice>}
      <TextField
        label="New password"
        type="password"
        autoComplete="new-password"
        hint="You have none yet. Two-factor sign-in and deleting the account ask for one."
        error={errors.next?.message}
        {...form.register('next', {
          required: 'Enter a new password.',
          minLength: { value: 8, message: 'Use at least 8 characters.' },
          maxLength: { value: 128, message: 'Use at most 128 characters.' },
        })}
      />
      <Button type="submit" busy={isSubmitting} className="justify-self-start">
        Set password
      </Button>
    </form>
  );
}
