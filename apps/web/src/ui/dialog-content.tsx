import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { IconButton } from './button.js';
import type { DialogProps } from './dialog.types.js';
import { useReturnFocus } from './use-return-focus.js';

/** The dialog proper; loaded when one is opened for the first time. On a phone it comes up from the bottom edge. */
export default function DialogContent({
  open,
  onOpenChange,
  title,
  description,
  children,
  role,
  wide,
}: DialogProps): ReactNode {
  const returnFocus = useReturnFocus();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="animate-appear fixed inset-0 z-40 bg-overlay" />
        <Radix.Content
          {...returnFocus}
          role={role ?? 'dialog'}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          className={`animate-rise fixed inset-x-0 bottom-0 z-50 max-h-[92dvh] overflow-y-auto overscroll-contain rounded-t-2xl border border-line bg-surface p-5 pb-[max(1.25rem,env(safe-area-inset-bottom))] shadow-float outline-none sm:inset-auto sm:top-1/2 sm:left-1/2 sm:w-[calc(100vw-3rem)] sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-2xl sm:p-6 ${wide === true ? 'sm:max-w-2xl' : 'sm:max-w-lg'}`}
        >
          <Radix.Title className="display mb-4 pe-10 text-xl wrap-anywhere">{title}</Radix.Title>
          {description !== undefined && (
            <Radix.Description asChild>
              <div className="-mt-2 mb-4 text-sm text-ink-soft">{description}</div>
            </Radix.Description>
          )}
          {children}
          {/* Last in order, so that the focus starts in the content. */}
          <Radix.Close asChild>
            <IconButton label="Close" className="absolute end-3.5 top-3.5 sm:end-4.5 sm:top-4.5">
              <X aria-hidden="true" />
            </IconButton>
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
