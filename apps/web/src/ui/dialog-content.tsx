import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { IconButton } from './button.js';
import type { DialogProps } from './dialog.js';

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
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="animate-appear fixed inset-0 z-40 bg-overlay" />
        <Radix.Content
          role={role ?? 'dialog'}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          className={`animate-rise fixed inset-x-0 bottom-0 z-50 max-h-[92dvh] overflow-y-auto overscroll-contain rounded-t-2xl border border-line bg-surface p-5 pb-[max(1.25rem,env(safe-area-inset-bottom))] shadow-float outline-none sm:inset-auto sm:top-1/2 sm:left-1/2 sm:w-[calc(100vw-3rem)] sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-2xl sm:p-6 ${wide === true ? 'sm:max-w-2xl' : 'sm:max-w-lg'}`}
        >
          <div className="mb-4 flex items-start justify-between gap-4">
            <Radix.Title className="display text-xl">{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton label="Close" className="-me-2 -mt-1.5">
                <X aria-hidden="true" />
              </IconButton>
            </Radix.Close>
          </div>
          {description !== undefined && (
            <Radix.Description asChild>
              <div className="-mt-2 mb-4 text-sm text-ink-soft">{description}</div>
            </Radix.Description>
          )}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
