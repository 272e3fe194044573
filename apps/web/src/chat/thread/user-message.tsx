import type { MessageView } from '@cloakroom/contracts';
import { memo, type ReactNode } from 'react';
import { MaskedText } from '../../ui/masked-text.js';

/** How a message of the person looks. */
export const bubble =
  'ms-auto max-w-[min(38rem,88%)] rounded-2xl rounded-ee-sm bg-brand-tint px-4 py-2.5 whitespace-pre-wrap wrap-anywhere';

/** What the person wrote, as it is stored. */
export const UserMessage = memo(function UserMessage({ message }: { readonly message: MessageView }): ReactNode {
  const text = message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
  return (
    <article id={message.id} aria-label="You" dir="auto" className={bubble}>
      <MaskedText text={text} />
    </article>
  );
});
