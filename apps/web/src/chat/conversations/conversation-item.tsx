import type { BulkConversations, ConversationView } from '@cloakroom/contracts';
import { Archive, Ellipsis, FileBraces, FileText, Pencil, Pin, PinOff, Trash2 } from 'lucide-react';
import { lazy, Suspense, type ReactNode } from 'react';
import { NavLink } from 'react-router';
import { IconButton } from '../../ui/button.js';
import { Menu } from '../../ui/menu.js';
import { exportChats } from './export-chats.js';

const ActivityMark = lazy(() => import('../attention/activity-mark.js'));

export interface ConversationItemProps {
  readonly conversation: ConversationView;
  /** An answer ended that nobody has looked at. */
  readonly unread: boolean;
  readonly onFile: (action: BulkConversations['action']) => void;
  readonly onRename: () => void;
  readonly onDelete: () => void;
}

export function ConversationItem({
  conversation,
  unread,
  onFile,
  onRename,
  onDelete,
}: ConversationItemProps): ReactNode {
  const pin =
    conversation.pinned === true
      ? { icon: PinOff, label: 'Unpin', onSelect: () => onFile('unpin') }
      : { icon: Pin, label: 'Pin', onSelect: () => onFile('pin') };
  return (
    <li className="group relative">
      <NavLink
        to={`/c/${conversation.id}`}
        className={`flex items-center gap-2 rounded-lg py-2 ps-3 pe-10 text-sm hover:bg-line/50 hover:text-ink aria-[current=page]:bg-surface aria-[current=page]:font-semibold aria-[current=page]:text-ink aria-[current=page]:shadow-card ${unread ? 'font-semibold text-ink' : 'text-ink-soft'}`}
      >
        <span dir="auto" className="truncate">
          {conversation.title}
        </span>
        {conversation.activeRunId !== null && (
          <Suspense fallback={null}>
            <ActivityMark conversationId={conversation.id} />
          </Suspense>
        )}
        {unread && (
          <span className="ms-auto size-2 shrink-0 rounded-full bg-brand">
            <span className="sr-only">New answer</span>
          </span>
        )}
      </NavLink>
      <div className="absolute inset-y-0 end-1 flex items-center focus-within:opacity-100 group-hover:opacity-100 has-aria-expanded:opacity-100 pointer-fine:opacity-0">
        <Menu
          trigger={
            <IconButton label={`Options for ${conversation.title}`} className="size-7 hover:bg-line">
              <Ellipsis aria-hidden="true" />
            </IconButton>
          }
          items={[
            pin,
            { icon: Pencil, label: 'Rename', onSelect: onRename },
            { icon: Archive, label: 'Archive', onSelect: () => onFile('archive') },
            {
              icon: FileText,
              label: 'Export as Markdown',
              onSelect: () => exportChats(conversation.id, 'markdown'),
            },
            { icon: FileBraces, label: 'Export as JSON', onSelect: () => exportChats(conversation.id, 'json') },
            { icon: Trash2, label: 'Delete', onSelect: onDelete, danger: true },
          ]}
        />
      </div>
    </li>
  );
}
