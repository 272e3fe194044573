import type { MessageView } from '@cloakroom/contracts';
import { ArrowDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../ui/button.js';
import type { OutboxItem } from '../outbox/outbox.types.js';
import { AssistantMessage } from './assistant-message.js';
import { PendingMessage } from './pending-message.js';
import { UserMessage } from './user-message.js';
import { useStickToBottom } from './use-stick-to-bottom.js';

export interface ThreadProps {
  readonly messages: readonly MessageView[];
  readonly outbox: readonly OutboxItem[];
  /** A message that was not sent was taken back to be written anew. */
  readonly onEdit: (item: OutboxItem) => void;
}

/** The messages in reading order, and what is still on its way. */
export function Thread({ messages, outbox, onEdit }: ThreadProps): ReactNode {
  const { viewportRef, contentRef, away, jumpToLatest } = useStickToBottom(outbox.at(-1)?.clientMessageId ?? null);
  return (
    <div className="relative min-h-0 flex-1 after:pointer-events-none after:absolute after:inset-x-0 after:bottom-0 after:h-8 after:bg-linear-to-t after:from-paper after:to-transparent">
      <div
        ref={viewportRef}
        role="region"
        aria-label="Conversation"
        tabIndex={0}
        className="h-full overflow-y-auto overscroll-contain outline-offset-[-3px] [overflow-anchor:none]"
      >
        <div ref={contentRef} className="mx-auto flex w-full max-w-3xl flex-col gap-7 px-4 pt-6 pb-8 sm:px-6">
          {messages.map((message) =>
            message.role === 'user' ? (
              <UserMessage key={message.id} message={message} />
            ) : (
              <AssistantMessage key={message.id} message={message} isLast={message === messages.at(-1)} />
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
  );
}
