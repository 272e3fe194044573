import type { BulkConversations } from '@cloakroom/contracts';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { messageOf } from '../../platform/api-client.js';
import { realDelay } from '../../platform/delay.js';
import { useChat } from '../chat-context.js';
import { CONVERSATIONS_KEY } from '../data/chat-keys.js';
import { fileConversations, fileWhileLeaving } from './bulk-api.js';
import { UndoDesk } from './undo-desk.js';

/** What can be taken back in this page; it outlives every list that shows it. */
export const undoDesk = new UndoDesk(realDelay, messageOf);

window.addEventListener('pagehide', () => void undoDesk.settle(true));

const nothing = (): Promise<void> => Promise.resolve();

type Action = BulkConversations['action'];

const DONE: Record<Action, string> = {
  pin: 'pinned',
  unpin: 'taken down',
  archive: 'archived',
  restore: 'restored',
  delete: 'deleted',
};

const OPPOSITE: Record<Exclude<Action, 'delete'>, Action> = {
  pin: 'unpin',
  unpin: 'pin',
  archive: 'restore',
  restore: 'archive',
};

/** Does things with conversations that can be taken back; a deletion is made final only once that time is over. */
export function useFiling(): (ids: readonly string[], action: Action) => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const { drafts } = useChat();
  return useMemo(
    () => async (ids, action) => {
      const text = `${ids.length === 1 ? '1 chat' : `${ids.length} chats`} ${DONE[action]}.`;
      const refetch = (): Promise<void> => client.invalidateQueries({ queryKey: CONVERSATIONS_KEY });
      if (action !== 'delete') {
        await fileNow({ ids, action, text, refetch });
        return;
      }
      const forget = (id: string): void => drafts.write(id, '');
      undoDesk.offer({ text, hides: ids, undo: nothing, commit: deletion(client, ids, forget) });
      if (ids.some((id) => pathname === `/c/${id}`)) await navigate('/', { replace: true });
    },
    [client, drafts, navigate, pathname],
  );
}

interface Filing {
  readonly ids: readonly string[];
  readonly action: Exclude<Action, 'delete'>;
  readonly text: string;
  readonly refetch: () => Promise<void>;
}

async function fileNow({ ids, action, text, refetch }: Filing): Promise<void> {
  const undo = async (): Promise<void> => {
    await fileConversations(ids, OPPOSITE[action]);
    await refetch();
  };
  try {
    await fileConversations(ids, action);
    undoDesk.offer({ text, hides: [], undo, commit: nothing });
  } catch (error) {
    undoDesk.fail(error);
  }
  await refetch();
}

function deletion(client: QueryClient, ids: readonly string[], forget: (id: string) => void) {
  return async (leaving: boolean): Promise<void> => {
    if (leaving) {
      fileWhileLeaving(ids, 'delete');
      return;
    }
    await fileConversations(ids, 'delete');
    for (const id of ids) forget(id);
    await client.invalidateQueries({ queryKey: CONVERSATIONS_KEY });
  };
}
