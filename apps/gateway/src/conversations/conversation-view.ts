import { isFinalRunStatus, settleParts, type ConversationView, type MessageView } from '@cloakroom/contracts';
import type { StoredConversation, StoredMessage, StoredRun } from '@cloakroom/persistence';

/** A stored conversation as the list shows it; a run that has ended counts as none, even if nobody cleared it yet. */
export function conversationView(
  conversation: StoredConversation,
  runs: ReadonlyMap<string, StoredRun>,
): ConversationView {
  const run = runs.get(conversation.activeRunId ?? '');
  return {
    id: conversation.id,
    title: conversation.title,
    createdAt: conversation.createdAt.toISOString(),
    updatedAt: conversation.updatedAt.toISOString(),
    activeRunId: run === undefined || isFinalRunStatus(run.status) ? null : run.id,
    headId: conversation.headId,
    pinned: conversation.pinned,
    archived: conversation.archived,
    unreadRunId: conversation.unreadRunId,
    temporary: conversation.temporary,
  };
}

/**
 * A stored message with the run behind it, if it is an answer. One that was stored while its run waited, and was never
 * stored again because the run was stopped, is shown as it ended.
 */
export function messageView(message: StoredMessage, run: StoredRun | null): MessageView {
  return {
    id: message.id,
    conversationId: message.conversationId,
    parentId: message.parentId,
    role: message.role,
    parts: run !== null && isFinalRunStatus(run.status) ? settleParts(message.parts) : [...message.parts],
    createdAt: message.createdAt.toISOString(),
    run: run === null ? null : { id: run.id, status: run.status, error: run.error, isolation: run.isolation },
    ...(message.role === 'user' && message.clientMessageId !== undefined
      ? { clientMessageId: message.clientMessageId }
      : {}),
    ...(message.attachments === undefined ? {} : { attachments: [...message.attachments] }),
  };
}
