import type { ReactNode } from 'react';
import { Button } from './button.js';
import { Dialog } from './dialog.js';
import { Notice } from './notice.js';

export interface ConfirmDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
  readonly confirmLabel: string;
  readonly onConfirm: () => void;
  readonly busy: boolean;
  readonly error: string | null;
}

/** Asks before something that cannot be undone. */
export function ConfirmDialog(props: ConfirmDialogProps): ReactNode {
  return (
    <Dialog
      role="alertdialog"
      open={props.open}
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
      title={props.title}
      description={props.children}
    >
      {props.error !== null && <Notice tone="danger">{props.error}</Notice>}
      <div className="mt-5 flex flex-wrap justify-end gap-2">
        <Button onClick={props.onClose}>Keep it</Button>
        <Button tone="danger" busy={props.busy} onClick={props.onConfirm}>
          {props.confirmLabel}
        </Button>
      </div>
    </Dialog>
  );
}
