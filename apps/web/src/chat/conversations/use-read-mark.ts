import type { ConversationView } from '@cloakroom/contracts';
import { useEffect, useState } from 'react';
import { useMatch } from 'react-router';
import { changeConversation } from '../data/chat-api.js';

/**
 * Tells the server that the answer of the conversation before the reader's eyes was looked at. Answers with that
 * conversation's id; `null` when none is open, or the page is out of view.
 */
export function useReadMark(conversations: readonly ConversationView[]): string | null {
  const visible = useIsVisible();
  const open = useMatch('/c/:conversationId')?.params.conversationId ?? null;
  const unreadRunId = conversations.find(({ id }) => id === open)?.unreadRunId ?? null;
  useEffect(() => {
    if (!visible || open === null || unreadRunId === null) return;
    // What is not told now is told with the next change of the list.
    changeConversation(open, { readRunId: unreadRunId }).catch(() => undefined);
  }, [visible, open, unreadRunId]);
  return visible ? open : null;
}

function useIsVisible(): boolean {
  const [visible, setVisible] = useState(!document.hidden);
  useEffect(() => {
    const look = (): void => setVisible(!document.hidden);
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return visible;
}
