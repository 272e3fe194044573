import { useState, type ReactNode } from 'react';
import { useForm } from 'react-hook-form';
import { ApiError, messageOf } from '../platform/api-client.js';
import { Button } from '../ui/button.js';
import { Notice } from '../ui/notice.js';
import { TextField } from '../ui/text-field.js';
import { plainCode, verifyBackupCode, verifyCode } from './two-factor-api.js';

export interface SecondStepProps {
  readonly onEntered: () => Promise<void>;
  readonly onStartAgain: () => void;
}

type Way = 'app' | 'backup';

const WAYS = {
  app: {
    label: 'Code',
    hint: 'Six digits from your authenticator app.',
    missing: 'Enter the six digits that your app shows.',
    pattern: /^\d{6}$/,
    other: 'Use a backup code instead',
  },
  backup: {
    label: 'Backup code',
    hint: 'One of the codes that you kept when you switched this on. Each works once.',
    missing: 'Enter a backup code, for example aB3dE-fG5hJ.',
    pattern: /^\S{6,}$/,
    other: 'Use the app instead',
  },
} as const;

/** What is asked for after the password: a code from the app, or one of the backup codes. */
export default function SecondStep({ onEntered, onStartAgain }: SecondStepProps): ReactNode {
  const [way, setWay] = useState<Way>('app');
  const other = way === 'app' ? 'backup' : 'app';
  return (
    <div className="grid gap-5">
      <CodeForm key={way} way={way} onEntered={onEntered} />
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        <Button tone="link" size="bare" onClick={() => setWay(other)}>
          {WAYS[way].other}
        </Button>
        <Button tone="link" size="bare" onClick={onStartAgain}>
          Start again
        </Button>
      </div>
    </div>
  );
}

function CodeForm({ way, onEntered }: { readonly way: Way; readonly onEntered: () => Promise<void> }): ReactNode {
  const { label, hint, missing, pattern } = WAYS[way];
  const [failure, setFailure] = useState<string | null>(null);
  const form = useForm({ defaultValues: { code: '', trust: false } });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async ({ code, trust }) => {
    setFailure(null);
    try {
      await (way === 'app' ? verifyCode : verifyBackupCode)(plainCode(code), trust);
    } catch (error) {
      setFailure(wordsOf(error));
      form.setFocus('code', { shouldSelect: true });
      return;
    }
    await onEntered();
  });
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-4">
      {failure !== null && <Notice tone="danger">{failure}</Notice>}
      <TextField
        label={label}
        hint={hint}
        autoFocus
        autoComplete="one-time-code"
        inputMode={way === 'app' ? 'numeric' : 'text'}
        spellCheck={false}
        className="font-mono tracking-widest"
        error={errors.code?.message}
        {...form.register('code', { validate: (code) => pattern.test(plainCode(code)) || missing })}
      />
      <label className="flex items-center gap-2.5 text-sm">
        <input type="checkbox" className="size-4 accent-brand" {...form.register('trust')} />
        Do not ask on this device for 30 days
      </label>
      <Button type="submit" tone="primary" busy={isSubmitting} className="w-full">
        {isSubmitting ? 'Checking…' : 'Sign in'}
      </Button>
    </form>
  );
}

/** The library says in these cases what went wrong, and not what to do. */
function wordsOf(error: unknown): string {
  if (!(error instanceof ApiError)) return messageOf(error);
  if (/cookie|too many attempts/i.test(error.message)) return 'This took too long or too many tries. Start again.';
  if (error.status === 401 || /invalid/i.test(error.message)) return 'That code is not right. Try the one shown now.';
  return error.message;
}
