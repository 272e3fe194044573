import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import type { MenuProps } from './menu.js';

/** The menu proper; loaded after the first paint. */
export default function MenuContent({ trigger, items, align = 'end', side = 'bottom' }: MenuProps): ReactNode {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="animate-appear z-50 min-w-44 rounded-xl border border-line bg-raised p-1 text-sm shadow-float"
        >
          {items.map(({ icon: Icon, label, onSelect, danger = false }) => (
            <DropdownMenu.Item
              key={label}
              onSelect={onSelect}
              className={`flex cursor-pointer items-center gap-2.5 rounded-lg px-2.5 py-2 outline-none select-none data-highlighted:bg-sunken ${danger ? 'text-danger' : ''}`}
            >
              <Icon aria-hidden="true" className="size-4 shrink-0" />
              {label}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
