import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { lastingStorage } from '../platform/browser-storage.js';
import { realDelay } from '../platform/delay.js';
import { SESSION_KEY } from '../platform/query-client.js';
import { createConnection } from '../realtime/connection.js';
import { ChatContext, type Chat } from './chat-context.js';
import { chatCacheListener } from './data/chat-cache.js';
import { ChatRuntime } from './runtime/chat-runtime.js';
import { createDraftStore } from './runtime/draft-store.js';
import { preloadThread } from './thread/lazy-parts.js';

const REFUSED_RETRY_MS = 3_000;

export interface ChatProviderProps {
  readonly userId: string;
  readonly children: ReactNode;
}

/** Opens the connection of the signed-in user and keeps the chat's runtime for as long as they are signed in. */
export function ChatProvider({ userId, children }: ChatProviderProps): ReactNode {
  const client = useQueryClient();
  const [chat] = useState<Chat>(() => {
    const connection = createConnection(userId);
    const runtime = new ChatRuntime({
      port: connection.port,
      listener: chatCacheListener(client),
      openOutbox: async (parts) => (await import('./outbox/open-outbox.js')).openOutbox(userId, parts),
      delay: realDelay,
    });
    return { connection, runtime, drafts: createDraftStore(lastingStorage, userId) };
  });

  useEffect(() => {
    const { connection, runtime } = chat;
    let retry: ReturnType<typeof setTimeout> | undefined;
    const release = connection.state.subscribe(() => {
      // What a chat needs is there before the network is lost.
      if (connection.state.getSnapshot() === 'online') preloadThread();
      if (connection.state.getSnapshot() !== 'refused') return;
      void client.invalidateQueries({ queryKey: SESSION_KEY });
      clearTimeout(retry);
      retry = setTimeout(() => connection.open(), REFUSED_RETRY_MS);
    });
    runtime.start();
    connection.open();
    return () => {
      clearTimeout(retry);
      release();
      runtime.stop();
      connection.close();
    };
  }, [chat, client]);

  return <ChatContext value={chat}>{children}</ChatContext>;
}
