import { useEffect, useMemo, useRef, useState } from 'react';
import { useMatch, useNavigate } from 'react-router';
import { toast } from 'sonner';
import { notificationState } from '../../notifications/notification-choice.js';
import { showNotification } from '../../notifications/show-notification.js';
import { beSeen, tellOnce } from '../../notifications/tell-once.js';
import { useConversations } from '../data/use-conversations.js';
import { newsBetween, type ChatMoment } from './attention-news.js';
import { markTitle } from './mark-title.js';
import { useOpenPrompts } from './use-open-prompts.js';

/** Tells what happens in conversations that are not before the user's eyes, and counts in the title what waits for them. Draws nothing. */
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
    const isTold = document.hidden && notificationState() === 'on';
    for (const { key, conversationId, text } of news) {
      const open = (): void => void navigate(`/c/${conversationId}`);
      if (isTold) void tellOnce(key, () => showNotification(text, key, open));
      if (conversationId === shown) continue;
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

  useEffect(() => {
    if (!globalThis.isSecureContext || !('locks' in navigator)) return;
    let leave: (() => void) | null = null;
    const look = (): void => {
      leave?.();
      leave = document.hidden ? null : beSeen();
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      leave?.();
    };
  }, []);

  const count = Math.max(prompts.length, missed);
  useEffect(() => markTitle(count), [count]);
  return null;
}
