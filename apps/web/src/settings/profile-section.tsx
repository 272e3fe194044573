import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useForm } from 'react-hook-form';
import { toast } from 'sonner';
import { updateName } from '../auth/auth-api.js';
import { useCurrentSession } from '../auth/use-session.js';
import { messageOf } from '../platform/api-client.js';
import { SESSION_KEY } from '../platform/query-client.js';
import { Button } from '../ui/button.js';
import { Notice } from '../ui/notice.js';
import { TextField } from '../ui/text-field.js';

export function ProfileSection(): ReactNode {
  const client = useQueryClient();
  const { user } = useCurrentSession();
  const [failure, setFailure] = useState<string | null>(null);
  const form = useForm({ defaultValues: { name: user.name } });
  const { errors, isSubmitting, isDirty } = form.formState;
  const submit = form.handleSubmit(async ({ name }) => {
    setFailure(null);
    try {
      await updateName(name.trim());
      await client.invalidateQueries({ queryKey: SESSION_KEY });
      form.reset({ name: name.trim() });
      toast.success('Your name is saved.');
    } catch (error) {
      setFailure(messageOf(error));
    }
  });
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-4">
      {failure !== null && <Notice tone="danger">{failure}</Notice>}
      <TextField
        label="Name"
        autoComplete="name"
        dir="auto"
        error={errors.name?.message}
        {...form.register('name', {
          validate: (name) => name.trim() !== '' || 'Enter a name.',
          maxLength: { value: 100, message: 'A name has at most 100 characters.' },
        })}
      />
      <div>
        <p className="mb-1 text-sm font-semibold">Email</p>
        <p className="text-sm text-ink-soft">{user.email}</p>
      </div>
      <Button type="submit" tone="primary" busy={isSubmitting} disabled={!isDirty} className="justify-self-start">
        Save name
      </Button>
    </form>
  );
}
