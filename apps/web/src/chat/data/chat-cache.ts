import type { QueryClient } from '@tanstack/react-query';
import { SECRETS_KEY } from '../../secrets/data/secrets-key.js';
import type { ChatListener } from '../runtime/chat-runtime.js';
import type { MessageList } from './chat-api.js';
import { CONVERSATIONS_KEY, messagesKey, PROMPTS_KEY } from './chat-keys.js';
import { addSentMessage, emptyMessageList } from './message-list.js';

/** Brings what the runtime learns into the query cache. */
export function chatCacheListener(client: QueryClient): ChatListener {
  const refetch = (key: readonly unknown[]): void => void client.invalidateQueries({ queryKey: key });
  return {
    onStored(item, sent) {
      client.setQueryData<MessageList>(messagesKey(item.conversationId), (list) =>
        addSentMessage(list ?? emptyMessageList(item.conversationId, item.createdAt), item, sent),
      );
      refetch(messagesKey(item.conversationId));
      refetch(CONVERSATIONS_KEY);
    },
    onRunEnded() {
      refetch(['messages']);
      refetch(CONVERSATIONS_KEY);
      // When a secret was last used stands on its card.
      refetch(SECRETS_KEY);
    },
    onConversationChanged({ conversationId, reason }) {
      if (reason === 'prompt-changed') {
        refetch(PROMPTS_KEY);
        return;
      }
      // What was fetched of a conversation that is gone is not shown any more.
      if (reason === 'deleted') void client.resetQueries({ queryKey: messagesKey(conversationId) });
      else if (reason !== 'filed') refetch(messagesKey(conversationId));
      refetch(CONVERSATIONS_KEY);
    },
    onSecretsChanged: () => refetch(SECRETS_KEY),
    onConnected() {
      refetch(['messages']);
      refetch(CONVERSATIONS_KEY);
      refetch(SECRETS_KEY);
      refetch(PROMPTS_KEY);
    },
  };
}
