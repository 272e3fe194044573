import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { useReturnFocus } from '../ui/use-return-focus.js';
import { Sidebar } from './sidebar.js';

/** The sidebar of narrow screens, over the page. */
export default function SidebarSheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  const returnFocus = useReturnFocus();
  return (
    <Dialog.Root
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Dialog.Portal>
        <Dialog.Overlay className="animate-appear fixed inset-0 z-40 bg-overlay lg:hidden" />
        <Dialog.Content
          {...returnFocus}
          aria-describedby={undefined}
          className="animate-slide-in fixed inset-y-0 start-0 z-40 w-[min(20rem,86vw)] bg-panel shadow-float outline-none lg:hidden"
        >
          <Dialog.Title className="sr-only">Menu</Dialog.Title>
          <Sidebar />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
