import type { ReactNode } from 'react';
import { Toaster } from 'sonner';

/** Short confirmations at the edge of the page. */
export default function Toasts(): ReactNode {
  return (
    <Toaster
      position="top-center"
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-full items-center gap-2.5 rounded-xl border border-line bg-raised px-4 py-3 font-sans text-sm font-medium text-ink shadow-float',
        },
      }}
    />
  );
}
