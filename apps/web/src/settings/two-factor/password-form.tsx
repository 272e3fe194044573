import { useState, type ReactNode } from 'react';
import { useForm } from 'react-hook-form';
import { messageOf } from '../../platform/api-client.js';
import { Button } from '../../ui/button.js';
import { Notice } from '../../ui/notice.js';
import { TextField } from '../../ui/text-field.js';

export interface PasswordFormProps {
  readonly label: string;
  readonly tone: 'primary' | 'danger';
  readonly onPassword: (password: string) => Promise<void>;
  readonly onCancel: () => void;
}

/** Asks for the password before something about signing in is changed. */
export function PasswordForm({ label, tone, onPassword, onCancel }: PasswordFormProps): ReactNode {
  const [failure, setFailure] = useState<string | null>(null);
  const form = useForm({ defaultValues: { password: '' } });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async ({ password }) => {
    setFailure(null);
    try {
      await onPassword(password);
    } catch (error) {
      setFailure(messageOf(error));
    }
  });
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-4">
      {failure !== null && <Notice tone="danger">{failure}</Notice>}
      <TextField
        label="Your password"
        type="password"
        autoComplete="current-password"
        autoFocus
        error={errors.password?.message}
        {...form.register('password', { required: 'Enter your password.' })}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" tone={tone} busy={isSubmitting}>
          {label}
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
    </form>
  );
}
