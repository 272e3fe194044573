import type { ConversationView } from '@cloakroom/contracts';
import { Ellipsis, Pencil, Trash2 } from 'lucide-react';
import { lazy, Suspense, type ReactNode } from 'react';
import { NavLink } from 'react-router';
import { IconButton } from '../../ui/button.js';
import { Menu } from '../../ui/menu.js';

const ActivityMark = lazy(() => import('../attention/activity-mark.js'));

export interface ConversationItemProps {
  readonly conversation: ConversationView;
  readonly onRename: () => void;
  readonly onDelete: () => void;
}

export function ConversationItem({ conversation, onRename, onDelete }: ConversationItemProps): ReactNode {
  return (
    <li className="group relative">
      <NavLink
        to={`/c/${conversation.id}`}
        className="flex items-center gap-2 rounded-lg py-2 ps-3 pe-10 text-sm text-ink-soft hover:bg-line/50 hover:text-ink aria-[current=page]:bg-surface aria-[current=page]:font-semibold aria-[current=page]:text-ink aria-[current=page]:shadow-card"
      >
        <span dir="auto" className="truncate">
          {conversation.title}
        </span>
        {conversation.activeRunId !== null && (
          <Suspense fallback={null}>
            <ActivityMark conversationId={conversation.id} />
          </Suspense>
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
            { icon: Pencil, label: 'Rename', onSelect: onRename },
            { icon: Trash2, label: 'Delete', onSelect: onDelete, danger: true },
          ]}
        />
      </div>
    </li>
  );
}
