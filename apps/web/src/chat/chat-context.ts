import { createContext, useContext, useMemo, useSyncExternalStore } from 'react';
import type { Connection, ConnectionState } from '../realtime/connection.js';
import type { ChatRuntime } from './runtime/chat-runtime.js';
import type { DraftStore } from './runtime/draft-store.js';
import type { OutboxItem } from './outbox/outbox.types.js';

/** What the signed-in part of the page shares. */
export interface Chat {
  readonly runtime: ChatRuntime;
  readonly connection: Connection;
  readonly drafts: DraftStore;
}

export const ChatContext = createContext<Chat | null>(null);

export function useChat(): Chat {
  const chat = useContext(ChatContext);
  if (chat === null) throw new Error('useChat is for the signed-in part of the page.');
  return chat;
}

export function useConnectionState(): ConnectionState {
  const { state } = useChat().connection;
  return useSyncExternalStore(state.subscribe, state.getSnapshot);
}

/** Messages of one conversation that the server has not confirmed yet. */
export function useOutbox(conversationId: string): readonly OutboxItem[] {
  const { outbox } = useChat().runtime;
  const items = useSyncExternalStore(outbox.subscribe, outbox.getSnapshot);
  return useMemo(() => items.filter((item) => item.conversationId === conversationId), [items, conversationId]);
}

/** Whether what earlier pages left in the outbox is known. */
export function useOutboxRead(): boolean {
  const { outboxRead } = useChat().runtime;
  return useSyncExternalStore(outboxRead.subscribe, outboxRead.getSnapshot);
}
