import type { ConversationView } from '@cloakroom/contracts';
import { lazy, Suspense, useCallback, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import { messageOf } from '../../platform/api-client.js';
import { Button } from '../../ui/button.js';
import { groupConversations, type ConversationGroup } from '../data/group-conversations.js';
import { useConversations } from '../data/use-conversations.js';
import { ConversationItem } from './conversation-item.js';
import { ListHeader } from './list-header.js';
import { ListSkeleton } from './list-skeleton.js';
import { UndoStrip } from './undo-strip.js';
import { undoDesk, useFiling } from './use-filing.js';
import { useReadMark } from './use-read-mark.js';

const DeleteConversationDialog = lazy(() => import('./delete-conversation-dialog.js'));
const RenameConversationDialog = lazy(() => import('./rename-conversation-dialog.js'));
const SelectionList = lazy(() => import('./selection-list.js'));

const NONE: readonly ConversationView[] = [];

/** All conversations: pinned ones, then newest change first, under headings by day. */
export default function ConversationList(): ReactNode {
  const query = useConversations();
  const hidden = useSyncExternalStore(undoDesk.hidden.subscribe, undoDesk.hidden.getSnapshot);
  const all = query.data?.pages.flatMap((page) => page.conversations) ?? NONE;
  const shown = useReadMark(all);
  const [selecting, setSelecting] = useState(false);
  const menu = useRef<HTMLButtonElement>(null);
  /** For when what had the focus is gone. */
  const focusMenu = useCallback(() => {
    if (document.activeElement === document.body) menu.current?.focus();
  }, []);

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
  const listed = all.filter(({ id }) => !hidden.includes(id));
  const groups = groupConversations(listed, new Date());
  const isEmpty = groups.length === 0;
  const endSelection = (): void => {
    setSelecting(false);
    // The button is there again once the list is drawn.
    requestAnimationFrame(focusMenu);
  };
  return (
    <>
      {!selecting && <ListHeader menuRef={menu} {...(isEmpty ? {} : { onSelect: () => setSelecting(true) })} />}
      <UndoStrip onFocusLost={focusMenu} />
      {isEmpty && <p className="px-3 py-2 text-sm text-ink-faint">Your chats will hang here.</p>}
      {selecting ? (
        <Suspense fallback={<ListSkeleton />}>
          <SelectionList groups={groups} onEnd={endSelection} />
        </Suspense>
      ) : (
        <Groups groups={groups} shown={shown} onFocusLost={focusMenu} />
      )}
      {query.hasNextPage && (
        <Button tone="ghost" size="small" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Show older chats
        </Button>
      )}
    </>
  );
}

interface GroupsProps {
  readonly groups: readonly ConversationGroup[];
  /** The conversation before the reader's eyes. */
  readonly shown: string | null;
  readonly onFocusLost: () => void;
}

type Open = { readonly kind: 'rename' | 'delete'; readonly conversation: ConversationView } | null;

function Groups({ groups, shown, onFocusLost }: GroupsProps): ReactNode {
  const file = useFiling();
  const [open, setOpen] = useState<Open>(null);
  const close = (): void => setOpen(null);
  return (
    <>
      {groups.map((group) => (
        <section key={group.label} aria-label={group.label} className="mb-4">
          <h3 className="px-3 pb-1 text-xs font-semibold text-ink-faint">{group.label}</h3>
          <ul>
            {group.conversations.map((conversation) => (
              <ConversationItem
                key={conversation.id}
                conversation={conversation}
                unread={(conversation.unreadRunId ?? null) !== null && conversation.id !== shown}
                onFile={(action) => void file([conversation.id], action).then(onFocusLost)}
                onRename={() => setOpen({ kind: 'rename', conversation })}
                onDelete={() => setOpen({ kind: 'delete', conversation })}
              />
            ))}
          </ul>
        </section>
      ))}
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
