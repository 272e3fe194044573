import { Menu } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../ui/button.js';
import { useSidebar } from './sidebar-context.js';

export interface TopBarProps {
  readonly title: string;
  /** The title is the page's main heading. */
  readonly heading?: boolean;
}

/** The strip above a conversation; on a phone it opens the sidebar. */
export function TopBar({ title, heading = true }: TopBarProps): ReactNode {
  const Title = heading ? 'h1' : 'p';
  return (
    <header className="flex h-14 shrink-0 items-center gap-2 border-b border-line px-3 sm:px-6">
      <SidebarButton />
      <Title dir="auto" className="truncate font-semibold">
        {title}
      </Title>
    </header>
  );
}

/** Opens the sidebar where there is no room for it beside the page. */
export function SidebarButton(): ReactNode {
  const { open } = useSidebar();
  return (
    <IconButton label="Open menu" onClick={open} className="lg:hidden">
      <Menu aria-hidden="true" />
    </IconButton>
  );
}
