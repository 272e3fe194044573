import { DropdownMenu } from 'radix-ui';
import { useRef, type ReactNode } from 'react';
import type { MenuProps } from './menu.types.js';

/**
 * The menu proper; loaded after the first paint. What was chosen happens once the focus is back on the button, so that
 * a dialog it opens returns the focus there.
 */
export default function MenuContent({
  trigger,
  items,
  align = 'end',
  side = 'bottom',
  openAtOnce,
}: MenuProps & { readonly openAtOnce: boolean }): ReactNode {
  const chosen = useRef<(() => void) | null>(null);
  const act = (): void => {
    const action = chosen.current;
    chosen.current = null;
    if (action !== null) queueMicrotask(action);
  };
  return (
    <DropdownMenu.Root modal={false} defaultOpen={openAtOnce}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Content
        align={align}
        side={side}
        sideOffset={6}
        collisionPadding={8}
        onCloseAutoFocus={act}
        className="animate-appear z-50 min-w-44 rounded-xl border border-line bg-raised p-1 text-sm shadow-float"
      >
        {items.map(({ icon: Icon, label, onSelect, danger = false }) => (
          <DropdownMenu.Item
            key={label}
            onSelect={() => {
              chosen.current = onSelect;
            }}
            className={`flex cursor-pointer items-center gap-2.5 rounded-lg px-2.5 py-2 outline-none select-none data-highlighted:bg-sunken ${danger ? 'text-danger' : ''}`}
          >
            <Icon aria-hidden="true" className="size-4 shrink-0" />
            {label}
          </DropdownMenu.Item>
        ))}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}
