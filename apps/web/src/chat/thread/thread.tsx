import type { MessageView } from '@cloakroom/contracts';
import { ArrowDown } from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import { useLocation } from 'react-router';
import { Button } from '../../ui/button.js';
import type { OutboxItem } from '../outbox/outbox.types.js';
import { AssistantMessage } from './assistant-message.js';
import { PendingMessage } from './pending-message.js';
import { ThreadActionsContext, type ThreadActions } from './thread-actions.js';
import { useEarlierMessages } from './use-earlier-messages.js';
import { UserMessage } from './user-message.js';
import { useStickToBottom } from './use-stick-to-bottom.js';

export interface ThreadProps {
  readonly messages: readonly MessageView[];
  readonly outbox: readonly OutboxItem[];
  readonly actions: ThreadActions;
  /** A message that was not sent was taken back to be written anew. */
  readonly onEdit: (item: OutboxItem) => void;
}

/** The messages in reading order, and what is still on its way. */
export function Thread({ messages, outbox, actions, onEdit }: ThreadProps): ReactNode {
  const { viewportRef, contentRef, away, jumpToLatest, letGo } = useStickToBottom(
    outbox.at(-1)?.clientMessageId ?? null,
  );
  const ids = useMemo(() => messages.map(({ id }) => id), [messages]);
  const { first, edgeRef, showEarlier } = useEarlierMessages(ids, useLocation().hash.slice(1), viewportRef);
  const placed = useMemo((): ThreadActions => {
    const choose = (messageId: string): void => {
      letGo();
      actions.choose(messageId);
    };
    return { ...actions, choose };
  }, [actions, letGo]);
  return (
    <ThreadActionsContext value={placed}>
      <div className="relative min-h-0 flex-1 after:pointer-events-none after:absolute after:inset-x-0 after:bottom-0 after:h-8 after:bg-linear-to-t after:from-paper after:to-transparent">
        <div
          ref={viewportRef}
          role="region"
          aria-label="Conversation"
          tabIndex={0}
          className="h-full overflow-y-auto overscroll-contain outline-offset-[-3px] [overflow-anchor:none]"
        >
          <div ref={contentRef} className="mx-auto flex w-full max-w-3xl flex-col gap-7 px-4 pt-6 pb-8 sm:px-6">
            {first > 0 && (
              <Button ref={edgeRef} size="small" onClick={showEarlier} className="self-center">
                Show earlier messages
              </Button>
            )}
            {messages.slice(first).map((message) =>
              // Another version of a message takes the place of the one before, so that focus and place stay.
              message.role === 'user' ? (
                <UserMessage key={message.parentId ?? ''} message={message} />
              ) : (
                <AssistantMessage key={message.parentId} message={message} isLast={message === messages.at(-1)} />
              ),
            )}
            {outbox.map((item) => (
              <PendingMessage key={item.clientMessageId} item={item} onEdit={onEdit} />
            ))}
          </div>
        </div>
        {away && (
          <Button
            size="small"
            onClick={jumpToLatest}
            className="animate-rise absolute bottom-3 left-1/2 z-10 -translate-x-1/2 rounded-full shadow-float"
          >
            <ArrowDown aria-hidden="true" />
            Jump to latest
          </Button>
        )}
      </div>
    </ThreadActionsContext>
  );
}
