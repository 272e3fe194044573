import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Hourglass } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { useMatch } from 'react-router';
import { useChat } from '../chat-context.js';
import { deleteConversation, listMessages } from '../data/chat-api.js';
import { messagesKey } from '../data/chat-keys.js';

/** Says above a temporary chat that it is one, and deletes it when it is left. */
export default function TemporaryNotice(): ReactNode {
  const id = useMatch('/c/:conversationId')?.params.conversationId ?? '';
  // The chat's own view fetches it.
  const { data } = useQuery({ queryKey: messagesKey(id), queryFn: () => listMessages(id), enabled: false });
  return data?.conversation.temporary === true ? <Notice key={id} conversationId={id} /> : null;
}

/** A chat whose page is closed is deleted by the server, within the day. */
function Notice({ conversationId }: { readonly conversationId: string }): ReactNode {
  const client = useQueryClient();
  const { drafts } = useChat();
  useEffect(
    () => () => {
      if (location.pathname === `/c/${conversationId}`) return;
      drafts.write(conversationId, '');
      client.removeQueries({ queryKey: messagesKey(conversationId) });
      deleteConversation(conversationId).catch(() => undefined);
    },
    [client, conversationId, drafts],
  );
  return (
    <p className="flex items-center justify-center gap-2 border-b border-line bg-panel px-4 py-1.5 text-xs text-ink-soft">
      <Hourglass aria-hidden="true" className="size-3.5 shrink-0 text-brass" />
      Temporary chat: deleted when you go to another page, and after 24 hours at the latest.
    </p>
  );
}
