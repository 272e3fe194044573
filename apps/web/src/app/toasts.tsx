import type { ReactNode } from 'react';
import { Toaster } from 'sonner';
import { Attention } from '../chat/attention/attention.js';

/** Short confirmations at the edge of the page, and news of the chats that are not open. */
export default function Toasts(): ReactNode {
  return (
    <>
      <Attention />
      <Toaster
        position="top-center"
        toastOptions={{
          unstyled: true,
          classNames: {
            toast:
              'flex w-full items-center gap-2.5 rounded-xl border border-line bg-raised px-4 py-3 font-sans text-sm font-medium text-ink shadow-float',
            actionButton: 'ms-auto shrink-0 rounded-md px-2 py-1 font-semibold text-brass hover:bg-line',
          },
        }}
      />
    </>
  );
}
