import { useSyncExternalStore, type ReactNode } from 'react';
import { NavLink } from 'react-router';
import { useChat } from '../chat-context.js';

/** Conversations that were begun and that the server does not know yet, so that the way back to them is not lost. */
export function UnsentChats(): ReactNode {
  const { outbox } = useChat().runtime;
  const items = useSyncExternalStore(outbox.subscribe, outbox.getSnapshot);
  return items
    .filter(({ startsConversation }) => startsConversation)
    .map(({ clientMessageId, conversationId, text }) => (
      <NavLink
        key={clientMessageId}
        to={`/c/${conversationId}`}
        className="block truncate rounded-lg px-3 py-2 text-sm text-ink-faint italic hover:bg-line/50 aria-[current=page]:bg-surface"
      >
        Not sent: {text.slice(0, 60)}
      </NavLink>
    ));
}
