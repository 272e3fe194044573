import type { ScheduleView } from '@cloakroom/contracts';
import type { ReactNode } from 'react';
import { Dialog } from '../../ui/dialog.js';
import { ScheduleForm } from './schedule-form.js';

export interface ScheduleDialogProps {
  /** What is edited; `new` for one that is to be made, `null` when the dialog is closed. */
  readonly subject: ScheduleView | 'new' | null;
  readonly onClose: () => void;
}

/** Makes or changes a schedule. */
export function ScheduleDialog({ subject, onClose }: ScheduleDialogProps): ReactNode {
  const before = subject === 'new' ? null : subject;
  return (
    <Dialog
      open={subject !== null}
      onOpenChange={(wanted) => {
        if (!wanted) onClose();
      }}
      wide
      title={before === null ? 'New schedule' : `Change ${before.name}`}
      description="Your agent gets this message at the times you set, as if you had sent it, and may use your secrets as in any chat."
    >
      <ScheduleForm before={before} onDone={onClose} />
    </Dialog>
  );
}
