import type { SecretView } from '@cloakroom/contracts';
import type { ReactNode } from 'react';
import { Dialog } from '../ui/dialog.js';
import { SecretForm, type SealedSubmission, type SecretSeed } from './secret-form.js';

export interface SecretDialogProps {
  readonly open: boolean;
  readonly secret: SecretView | null;
  readonly takenNames: ReadonlySet<string>;
  readonly onSave: (submission: SealedSubmission) => Promise<void>;
  readonly onClose: () => void;
  readonly seed?: SecretSeed;
}

/** The form to add or edit a secret. Closing it takes the form, and with it the typed value, out of the page. */
export function SecretDialog({ open, secret, takenNames, onSave, onClose, seed }: SecretDialogProps): ReactNode {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
      title={secret === null ? 'Add secret' : 'Edit secret'}
    >
      <SecretForm
        secret={secret}
        takenNames={takenNames}
        onSave={onSave}
        onCancel={onClose}
        {...(seed === undefined ? {} : { seed })}
      />
    </Dialog>
  );
}
