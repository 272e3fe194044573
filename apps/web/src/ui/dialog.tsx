import { lazy, Suspense, useState, type ReactNode } from 'react';
import type { DialogProps } from './dialog.types.js';

const DialogContent = lazy(() => import('./dialog-content.js'));

/** A dialog over the page. Focus goes back to what opened it. */
export function Dialog(props: DialogProps): ReactNode {
  const [wanted, setWanted] = useState(props.open);
  if (props.open && !wanted) setWanted(true);
  if (!wanted) return null;
  return (
    <Suspense fallback={null}>
      <DialogContent {...props} />
    </Suspense>
  );
}
