import { useRef, useEffect, useSyncExternalStore, type ReactNode } from 'react';
import { Button } from '../../ui/button.js';
import { undoDesk } from './use-filing.js';

/**
 * Says what was done with conversations, with the way back. `onFocusLost` is called when the button goes while it has
 * the focus.
 */
export function UndoStrip({ onFocusLost }: { readonly onFocusLost: () => void }): ReactNode {
  const current = useSyncExternalStore(undoDesk.current.subscribe, undoDesk.current.getSnapshot);
  const failure = useSyncExternalStore(undoDesk.failure.subscribe, undoDesk.failure.getSnapshot);
  const hadFocus = useRef(false);

  useEffect(() => {
    if (current !== null || !hadFocus.current) return;
    hadFocus.current = false;
    onFocusLost();
  }, [current, onFocusLost]);

  return (
    <div
      onFocus={() => (hadFocus.current = true)}
      onBlur={(event) => {
        // A button that is taken away loses the focus to nothing, which is not somebody going elsewhere.
        if (event.relatedTarget !== null) hadFocus.current = false;
      }}
    >
      <div
        role="status"
        className={
          current === null
            ? 'sr-only'
            : 'mb-3 flex items-center gap-2 rounded-lg border border-line bg-raised py-1 ps-3 pe-1 text-sm'
        }
      >
        {current !== null && <span className="min-w-0 flex-1">{current.text}</span>}
        {current !== null && (
          <Button tone="ghost" size="small" onClick={() => void undoDesk.undo()}>
            Undo
          </Button>
        )}
      </div>
      {failure !== null && (
        <p role="alert" className="mb-3 px-3 text-sm text-danger">
          {failure}
        </p>
      )}
    </div>
  );
}
