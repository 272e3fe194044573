import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { toast } from 'sonner';
import { beginTwoFactor, endTwoFactor, renewBackupCodes, type Enrolment } from '../../auth/two-factor-api.js';
import { useCurrentSession } from '../../auth/use-session.js';
import { SESSION_KEY } from '../../platform/query-client.js';
import { Button } from '../../ui/button.js';
import { BackupCodes } from './backup-codes.js';
import { EnrolmentSteps } from './enrolment-steps.js';
import { PasswordForm } from './password-form.js';

type Step =
  | { readonly at: 'rest' }
  | { readonly at: 'asks'; readonly what: 'begin' | 'end' | 'renew' }
  | { readonly at: 'enrols'; readonly enrolment: Enrolment }
  | { readonly at: 'renewed'; readonly codes: readonly string[] };

const REST: Step = { at: 'rest' };

/** Switches the second step of signing in on and off, and renews the backup codes. */
export default function TwoFactorSection(): ReactNode {
  const client = useQueryClient();
  const [step, setStep] = useState<Step>(REST);
  const [left, setLeft] = useState(false);
  const rest = (): void => setStep(REST);
  const ask = (what: AskingProps['what']): void => {
    setLeft(true);
    setStep({ at: 'asks', what });
  };
  const changed = async (words: string): Promise<void> => {
    await client.invalidateQueries({ queryKey: SESSION_KEY });
    rest();
    toast.success(words);
  };
  switch (step.at) {
    case 'rest':
      return <Standing onAsk={ask} takesFocus={left} />;
    case 'asks':
      return (
        <Asking what={step.what} onStep={setStep} onCancel={rest} onOff={() => changed('Two-factor sign-in is off.')} />
      );
    case 'enrols':
      return (
        <EnrolmentSteps
          enrolment={step.enrolment}
          onCancel={rest}
          onDone={() => changed('Two-factor sign-in is on.')}
        />
      );
    case 'renewed':
      return (
        <div className="grid gap-4">
          <BackupCodes codes={step.codes} />
          <Button className="justify-self-start" onClick={rest}>
            I have kept them
          </Button>
        </div>
      );
  }
}

interface AskingProps {
  readonly what: 'begin' | 'end' | 'renew';
  readonly onStep: (step: Step) => void;
  readonly onCancel: () => void;
  readonly onOff: () => Promise<void>;
}

function Asking({ what, onStep, onCancel, onOff }: AskingProps): ReactNode {
  switch (what) {
    case 'begin':
      return (
        <PasswordForm
          label="Go on"
          tone="primary"
          onCancel={onCancel}
          onPassword={async (password) => onStep({ at: 'enrols', enrolment: await beginTwoFactor(password) })}
        />
      );
    case 'renew':
      return (
        <PasswordForm
          label="Make new codes"
          tone="primary"
          onCancel={onCancel}
          onPassword={async (password) => onStep({ at: 'renewed', codes: await renewBackupCodes(password) })}
        />
      );
    case 'end':
      return (
        <PasswordForm
          label="Switch it off"
          tone="danger"
          onCancel={onCancel}
          onPassword={async (password) => {
            await endTwoFactor(password);
            await onOff();
          }}
        />
      );
  }
}

interface StandingProps {
  readonly onAsk: (what: AskingProps['what']) => void;
  /** Whether it comes back after a step, whose control had the focus. */
  readonly takesFocus: boolean;
}

function Standing({ onAsk, takesFocus }: StandingProps): ReactNode {
  const { user } = useCurrentSession();
  if (user.twoFactorEnabled !== true) {
    return (
      <div className="grid justify-items-start gap-3">
        <p className="text-sm">It is off: your password alone lets in whoever has it.</p>
        <Button autoFocus={takesFocus} onClick={() => onAsk('begin')}>
          Switch it on…
        </Button>
      </div>
    );
  }
  return (
    <div className="grid justify-items-start gap-3">
      <p className="text-sm">It is on.</p>
      <div className="flex flex-wrap gap-2">
        <Button autoFocus={takesFocus} onClick={() => onAsk('renew')}>
          New backup codes…
        </Button>
        <Button onClick={() => onAsk('end')}>Switch it off…</Button>
      </div>
    </div>
  );
}
