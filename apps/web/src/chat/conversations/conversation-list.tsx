import type { ConversationView } from '@cloakroom/contracts';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { messageOf } from '../../platform/api-client.js';
import { Button } from '../../ui/button.js';
import { groupConversations } from '../data/group-conversations.js';
import { useConversations } from '../data/use-conversations.js';
import { ConversationItem } from './conversation-item.js';

const DeleteConversationDialog = lazy(() => import('./delete-conversation-dialog.js'));
const RenameConversationDialog = lazy(() => import('./rename-conversation-dialog.js'));

type Open = { readonly kind: 'rename' | 'delete'; readonly conversation: ConversationView } | null;

/** All conversations, newest change first, under headings by day. */
export function ConversationList(): ReactNode {
  const query = useConversations();
  const [open, setOpen] = useState<Open>(null);
  const close = (): void => setOpen(null);

  if (query.data === undefined) {
    return query.error === null ? (
      <ListSkeleton />
    ) : (
      <div role="alert" className="p-3 text-sm">
        <p className="text-ink-soft">Your chats could not be listed. {messageOf(query.error)}</p>
        <Button size="small" className="mt-2" onClick={() => void query.refetch()}>
          Try again
        </Button>
      </div>
    );
  }
  const groups = groupConversations(
    query.data.pages.flatMap((page) => page.conversations),
    new Date(),
  );
  return (
    <>
      {groups.length === 0 && <p className="px-3 py-2 text-sm text-ink-faint">Your chats will hang here.</p>}
      {groups.map((group) => (
        <section key={group.label} aria-label={group.label} className="mb-4">
          <h2 className="px-3 pb-1 text-xs font-semibold text-ink-faint">{group.label}</h2>
          <ul>
            {group.conversations.map((conversation) => (
              <ConversationItem
                key={conversation.id}
                conversation={conversation}
                onRename={() => setOpen({ kind: 'rename', conversation })}
                onDelete={() => setOpen({ kind: 'delete', conversation })}
              />
            ))}
          </ul>
        </section>
      ))}
      {query.hasNextPage && (
        <Button tone="ghost" size="small" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Show older chats
        </Button>
      )}
      {open !== null && (
        <Suspense fallback={null}>
          {open.kind === 'rename' ? (
            <RenameConversationDialog conversation={open.conversation} onClose={close} />
          ) : (
            <DeleteConversationDialog conversation={open.conversation} onClose={close} />
          )}
        </Suspense>
      )}
    </>
  );
}

function ListSkeleton(): ReactNode {
  return (
    <div role="status" className="grid gap-3 px-3 py-2">
      <span className="sr-only">Fetching your chats…</span>
      {[70, 52, 64].map((width) => (
        <span
          key={width}
          aria-hidden="true"
          className="h-3 animate-pulse rounded-full bg-line"
          style={{ width: `${width}%` }}
        />
      ))}
    </div>
  );
}
