import { branchOf, messageVersions, type MessageVersion, type MessageView } from '@cloakroom/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useLocation } from 'react-router';
import { toast } from 'sonner';
import { messageOf } from '../../platform/api-client.js';
import type { MessageList } from '../data/chat-api.js';
import { messagesKey } from '../data/chat-keys.js';
import type { OutboxItem } from '../outbox/outbox.types.js';
import { chooseBranch } from './branches-api.js';

export interface Branch {
  /** The messages of the branch, in reading order; up to the one whose new version is on its way. */
  readonly shown: readonly MessageView[];
  readonly versions: ReadonlyMap<string, MessageVersion>;
  readonly choose: (messageId: string) => void;
}

const NOTHING: readonly MessageView[] = [];

/**
 * The branch of a conversation that is read. Choosing another one shows at once and is told to the server, and by it to
 * the other pages. An address that names a message of another branch chooses that one.
 */
export function useBranch(
  conversationId: string,
  list: MessageList | undefined,
  outbox: readonly OutboxItem[],
): Branch {
  const client = useQueryClient();
  const messages = list?.messages ?? NOTHING;
  const headId = list?.conversation.headId ?? null;
  const branch = useMemo(() => branchOf(messages, headId), [messages, headId]);
  const versions = useMemo(() => messageVersions(messages), [messages]);
  const replaced = outbox.find((item) => item.replaces !== undefined)?.replaces;
  const shown = useMemo(() => {
    const end = replaced === undefined ? -1 : branch.findIndex(({ id }) => id === replaced);
    return end < 0 ? branch : branch.slice(0, end);
  }, [branch, replaced]);

  const choose = useCallback(
    (messageId: string): void => {
      const key = messagesKey(conversationId);
      client.setQueryData<MessageList>(key, (before) =>
        before === undefined ? before : { ...before, conversation: { ...before.conversation, headId: messageId } },
      );
      chooseBranch(conversationId, messageId).catch((error: unknown) => {
        toast.error(messageOf(error));
        void client.invalidateQueries({ queryKey: key });
      });
    },
    [client, conversationId],
  );

  const named = useLocation().hash.slice(1);
  const [followed, setFollowed] = useState<string | null>(null);
  const due = messages.length > 0 && named !== followed;
  if (due) setFollowed(named);
  const elsewhere = due && isElsewhere(named, messages, branch);
  useEffect(() => {
    if (elsewhere) choose(named);
  }, [elsewhere, named, choose]);

  return { shown, versions, choose };
}

function isElsewhere(id: string, messages: readonly MessageView[], branch: readonly MessageView[]): boolean {
  return messages.some((message) => message.id === id) && !branch.some((message) => message.id === id);
}
