import { branchOf, type MessageSent, type MessageView } from '@cloakroom/contracts';
import type { OutboxItem } from '../outbox/outbox.types.js';
import type { MessageList } from './chat-api.js';

/** The list of a conversation that only this page knows so far. */
export function emptyMessageList(conversationId: string, now: string): MessageList {
  return {
    conversation: { id: conversationId, title: 'New chat', createdAt: now, updatedAt: now, activeRunId: null },
    messages: [],
  };
}

/** The list after the server confirmed a message: the message itself and the answer that is being prepared. */
export function addSentMessage(list: MessageList, item: OutboxItem, sent: MessageSent): MessageList {
  const known = new Set(list.messages.map((message) => message.id));
  const parentId =
    item.replaces === undefined
      ? (branchOf(list.messages, list.conversation.headId).at(-1)?.id ?? null)
      : (list.messages.find(({ id }) => id === item.replaces)?.parentId ?? null);
  const user: MessageView = {
    id: sent.messageId,
    conversationId: sent.conversationId,
    parentId,
    role: 'user',
    parts: [{ type: 'text', text: item.text }],
    createdAt: item.createdAt,
    run: null,
    clientMessageId: item.clientMessageId,
    ...(item.attachments === undefined ? {} : { attachments: item.attachments }),
  };
  const assistant: MessageView = {
    id: sent.assistantMessageId,
    conversationId: sent.conversationId,
    parentId: sent.messageId,
    role: 'assistant',
    parts: [],
    createdAt: item.createdAt,
    run: { id: sent.runId, status: 'queued', error: null },
  };
  const added = [user, assistant].filter((message) => !known.has(message.id));
  // Fetched since: how far the answer is stands in the list, and may be its end.
  if (added.length === 0) return list;
  return {
    conversation: { ...list.conversation, activeRunId: sent.runId, headId: sent.assistantMessageId },
    messages: [...list.messages, ...added],
  };
}

/** What of the outbox is not in the list yet: a message that arrived, and whose confirmation was lost, is shown once. */
export function notArrived(outbox: readonly OutboxItem[], list: MessageList | undefined): readonly OutboxItem[] {
  if (list === undefined || outbox.length === 0) return outbox;
  const arrived = new Set(list.messages.map(({ clientMessageId }) => clientMessageId));
  return outbox.filter((item) => !arrived.has(item.clientMessageId));
}
