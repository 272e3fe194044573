import { KeyRound, Search, SquarePen, type LucideIcon } from 'lucide-react';
import { lazy, Suspense, type ReactNode } from 'react';
import { Link, NavLink } from 'react-router';
import { ListSkeleton } from '../chat/conversations/list-skeleton.js';
import { UnsentChats } from '../chat/outbox/unsent-chats.js';
import { Wordmark } from '../ui/logo.js';
import { AccountMenu } from './account-menu.js';
import { useSidebar } from './sidebar-context.js';

const ConversationList = lazy(() => import('../chat/conversations/conversation-list.js'));

export function Sidebar(): ReactNode {
  const { close, search } = useSidebar();
  /** On a phone the sheet has done its work once something in it was chosen. */
  const closeAfterLink = (target: EventTarget): void => {
    if (target instanceof Element && target.closest('a') !== null) close();
  };
  return (
    <div className="flex h-full flex-col" onClick={(event) => closeAfterLink(event.target)}>
      <div className="flex h-16 items-center px-4">
        <Link to="/" className="rounded-md" aria-label="Cloakroom, new chat">
          <Wordmark />
        </Link>
      </div>
      <nav aria-label="Main" className="grid gap-1 px-2 pb-4">
        <SidebarLink to="/" icon={SquarePen} label="New chat" />
        <button
          type="button"
          aria-keyshortcuts="Control+K Meta+K"
          onClick={search}
          className="flex cursor-pointer items-center gap-3 rounded-lg px-3 py-2 text-sm font-semibold hover:bg-line/50"
        >
          <Search aria-hidden="true" className="size-[1.125rem] text-brass" />
          Search
          <kbd aria-hidden="true" className="ms-auto text-xs font-normal text-ink-faint pointer-coarse:hidden">
            {navigator.platform.startsWith('Mac') ? '⌘K' : 'Ctrl K'}
          </kbd>
        </button>
        <SidebarLink to="/secrets" icon={KeyRound} label="Secrets" />
      </nav>
      <nav aria-label="Chats" className="min-h-0 flex-1 overflow-y-auto border-t-2 border-dotted border-line px-2 pt-4">
        <UnsentChats />
        <Suspense fallback={<ListSkeleton />}>
          <ConversationList />
        </Suspense>
      </nav>
      <div className="border-t border-line p-2">
        <AccountMenu />
      </div>
    </div>
  );
}

interface SidebarLinkProps {
  readonly to: string;
  readonly icon: LucideIcon;
  readonly label: string;
}

function SidebarLink({ to, icon: Icon, label }: SidebarLinkProps): ReactNode {
  return (
    <NavLink
      to={to}
      end
      className="flex items-center gap-3 rounded-lg px-3 py-2 text-sm font-semibold hover:bg-line/50 aria-[current=page]:bg-surface aria-[current=page]:shadow-card"
    >
      <Icon aria-hidden="true" className="size-[1.125rem] text-brass" />
      {label}
    </NavLink>
  );
}
