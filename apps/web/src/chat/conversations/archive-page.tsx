import type { ConversationView } from '@cloakroom/contracts';
import { ArchiveRestore, Trash2 } from 'lucide-react';
import { lazy, Suspense, useState, useSyncExternalStore, type ReactNode } from 'react';
import { Link } from 'react-router';
import { PageFrame } from '../../app/page-frame.js';
import { messageOf } from '../../platform/api-client.js';
import { Button, IconButton } from '../../ui/button.js';
import { Moment } from '../../ui/moment.js';
import { ErrorState, LoadingState } from '../../ui/states.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { useArchive } from '../data/use-conversations.js';
import { undoDesk, useFiling } from './use-filing.js';

const DeleteConversationDialog = lazy(() => import('./delete-conversation-dialog.js'));

/** What was archived, newest change first. */
export default function ArchivePage(): ReactNode {
  usePageTitle('Archived chats');
  return (
    <PageFrame title="Archived chats" narrow>
      <Archive />
    </PageFrame>
  );
}

function Archive(): ReactNode {
  const query = useArchive();
  const file = useFiling();
  const [toDelete, setToDelete] = useState<ConversationView | null>(null);
  const hidden = useSyncExternalStore(undoDesk.hidden.subscribe, undoDesk.hidden.getSnapshot);
  if (query.data === undefined) {
    return query.error === null ? (
      <LoadingState label="Fetching the archive…" />
    ) : (
      <ErrorState
        title="The archive could not be fetched"
        message={messageOf(query.error)}
        onRetry={() => void query.refetch()}
      />
    );
  }
  const listed = query.data.pages.flatMap((page) => page.conversations).filter(({ id }) => !hidden.includes(id));
  const restore = async ({ id }: ConversationView): Promise<void> => {
    await file([id], 'restore');
    document.getElementById('main')?.focus();
  };
  return (
    <>
      <p className="text-sm text-ink-soft">
        Kept out of your list. Search finds them, and one comes back when you write in it.
      </p>
      {listed.length === 0 && <p className="mt-6 text-sm text-ink-faint">Nothing is archived.</p>}
      <ul className="mt-4 divide-y divide-line">
        {listed.map((conversation) => (
          <li key={conversation.id} className="flex items-center gap-2 py-2 text-sm">
            <Link
              to={`/c/${conversation.id}`}
              dir="auto"
              className="min-w-0 flex-1 truncate rounded-sm font-semibold hover:underline"
            >
              {conversation.title}
            </Link>
            <span className="shrink-0 text-xs text-ink-faint max-sm:hidden">
              <Moment iso={conversation.updatedAt} style="date" />
            </span>
            <IconButton label={`Restore ${conversation.title}`} onClick={() => void restore(conversation)}>
              <ArchiveRestore aria-hidden="true" />
            </IconButton>
            <IconButton label={`Delete ${conversation.title}`} onClick={() => setToDelete(conversation)}>
              <Trash2 aria-hidden="true" />
            </IconButton>
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <Button size="small" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Show older chats
        </Button>
      )}
      {toDelete !== null && (
        <Suspense fallback={null}>
          <DeleteConversationDialog conversation={toDelete} onClose={() => setToDelete(null)} />
        </Suspense>
      )}
    </>
  );
}
