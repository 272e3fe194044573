import type { MessageView } from '@cloakroom/contracts';
import { memo, type ReactNode } from 'react';
import { Button } from '../../ui/button.js';
import { MaskedText } from '../../ui/masked-text.js';
import { useChat } from '../chat-context.js';
import type { OutboxItem } from '../runtime/outbox.js';

const bubble =
  'ms-auto max-w-[min(38rem,88%)] rounded-2xl rounded-ee-sm bg-brand-tint px-4 py-2.5 whitespace-pre-wrap wrap-anywhere';

/** What the person wrote, as it is stored. */
export const UserMessage = memo(function UserMessage({ message }: { readonly message: MessageView }): ReactNode {
  const text = message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
  return (
    <article aria-label="You" dir="auto" className={bubble}>
      <MaskedText text={text} />
    </article>
  );
});

/** What the person wrote and the server has not confirmed yet. */
export const PendingMessage = memo(function PendingMessage({ item }: { readonly item: OutboxItem }): ReactNode {
  const { runtime } = useChat();
  return (
    <div className="grid gap-1.5">
      <article
        aria-label="You"
        dir="auto"
        className={`${bubble} animate-rise ${item.state === 'failed' ? '' : 'opacity-70'}`}
      >
        {item.text}
      </article>
      {item.state === 'sending' ? (
        <p className="text-end text-xs text-ink-faint">Sending…</p>
      ) : (
        <div role="alert" className="flex flex-wrap items-center justify-end gap-x-3 gap-y-1 text-sm">
          <span className="font-medium text-danger">Not sent. {item.error}</span>
          <Button tone="link" size="bare" onClick={() => runtime.resend(item.clientMessageId)}>
            Try again
          </Button>
          <Button tone="link" size="bare" onClick={() => runtime.discard(item.clientMessageId)}>
            Discard
          </Button>
        </div>
      )}
    </div>
  );
});
