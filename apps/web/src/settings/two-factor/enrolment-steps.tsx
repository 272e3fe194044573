import { useState, type ReactNode } from 'react';
import { useForm } from 'react-hook-form';
import { plainCode, verifyCode, type Enrolment } from '../../auth/two-factor-api.js';
import { ApiError, messageOf } from '../../platform/api-client.js';
import { Button } from '../../ui/button.js';
import { Notice } from '../../ui/notice.js';
import { TextField } from '../../ui/text-field.js';
import { BackupCodes } from './backup-codes.js';
import { QrCode } from './qr-code.js';

export interface EnrolmentStepsProps {
  readonly enrolment: Enrolment;
  readonly onDone: () => Promise<void>;
  readonly onCancel: () => void;
}

/** The key for the app, the backup codes, and the first code, which switches it on. */
export function EnrolmentSteps({ enrolment, onDone, onCancel }: EnrolmentStepsProps): ReactNode {
  return (
    <ol className="grid gap-6">
      <li className="grid gap-3">
        <p className="text-sm font-semibold">1. Scan this with your authenticator app</p>
        <QrCode text={enrolment.totpURI} label="QR code for an authenticator app" />
        <details className="text-sm">
          <summary className="cursor-pointer text-ink-soft">It cannot be scanned</summary>
          <p className="mt-2">
            Type this key into the app: <code className="font-mono break-all">{keyOf(enrolment.totpURI)}</code>
          </p>
        </details>
      </li>
      <li className="grid gap-3">
        <p className="text-sm font-semibold">2. Keep the backup codes</p>
        <BackupCodes codes={enrolment.backupCodes} />
      </li>
      <li className="grid gap-3">
        <p className="text-sm font-semibold">3. Type what the app shows now</p>
        <FirstCode onDone={onDone} onCancel={onCancel} />
      </li>
    </ol>
  );
}

function FirstCode({ onDone, onCancel }: Omit<EnrolmentStepsProps, 'enrolment'>): ReactNode {
  const [failure, setFailure] = useState<string | null>(null);
  const form = useForm({ defaultValues: { code: '' } });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async ({ code }) => {
    setFailure(null);
    try {
      await verifyCode(plainCode(code), false);
    } catch (error) {
      const isWrong = error instanceof ApiError && error.status === 401;
      setFailure(isWrong ? 'That code is not right. Try the one shown now.' : messageOf(error));
      form.setFocus('code', { shouldSelect: true });
      return;
    }
    await onDone();
  });
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-4">
      {failure !== null && <Notice tone="danger">{failure}</Notice>}
      <TextField
        label="Code"
        inputMode="numeric"
        autoComplete="one-time-code"
        className="font-mono tracking-widest"
        error={errors.code?.message}
        {...form.register('code', {
          validate: (code) => /^\d{6}$/.test(plainCode(code)) || 'Enter the six digits that your app shows.',
        })}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" tone="primary" busy={isSubmitting}>
          Switch it on
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
    </form>
  );
}

/** The key of an `otpauth:` address, as apps take it by hand. */
function keyOf(uri: string): string {
  return new URL(uri).searchParams.get('secret') ?? '';
}
