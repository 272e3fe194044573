import { useEffect, useMemo, useRef, useState } from 'react';
import { useMatch, useNavigate } from 'react-router';
import { toast } from 'sonner';
import { useConversations } from '../data/use-conversations.js';
import { newsBetween, type ChatMoment } from './attention-news.js';
import { markTitle } from './mark-title.js';
import { useOpenPrompts } from './use-open-prompts.js';

/** Tells what happens in conversations that are not open, and counts in the title what waits for the user. Draws nothing. */
export function Attention(): null {
  const { data } = useConversations();
  const prompts = useOpenPrompts();
  const navigate = useNavigate();
  const shown = useMatch('/c/:conversationId')?.params.conversationId ?? null;
  const [missed, setMissed] = useState(0);
  const before = useRef<ChatMoment | null>(null);
  const now = useMemo(() => {
    return data === undefined ? null : { conversations: data.pages.flatMap((page) => page.conversations), prompts };
  }, [data, prompts]);

  useEffect(() => {
    if (now === null) return;
    const news = newsBetween(before.current, now);
    before.current = now;
    if (document.hidden) setMissed((count) => count + news.length);
    for (const { conversationId, text } of news) {
      if (conversationId === shown) continue;
      const open = (): void => void navigate(`/c/${conversationId}`);
      toast(text, { id: conversationId, duration: 10_000, action: { label: 'Open', onClick: open } });
    }
  }, [now, shown, navigate]);

  useEffect(() => {
    const look = (): void => {
      if (!document.hidden) setMissed(0);
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);

  const count = Math.max(prompts.length, missed);
  useEffect(() => markTitle(count), [count]);
  return null;
}
