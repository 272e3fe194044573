import type { MessageView } from '@cloakroom/contracts';
import { lazy, memo, Suspense, useEffect, useRef, useState, type ReactNode } from 'react';
import { MaskedText } from '../../ui/masked-text.js';
import { FileList } from '../../files/file-list.js';
import { QuestionBar, textOfParts } from './message-bar.js';
import { useThreadActions } from './thread-actions.js';

const EditQuestion = lazy(() => import('./edit-question.js'));

/** How a message of the person looks. */
export const bubble =
  'ms-auto max-w-[min(38rem,88%)] rounded-2xl rounded-ee-sm bg-brand-tint px-4 py-2.5 whitespace-pre-wrap wrap-anywhere';

/** What the person wrote, as it is stored, with what can be done about it. */
export const UserMessage = memo(function UserMessage({ message }: { readonly message: MessageView }): ReactNode {
  const { resend } = useThreadActions();
  const [editedId, setEditedId] = useState<string | null>(null);
  const text = textOfParts(message.parts);
  const editRef = useRef<HTMLButtonElement>(null);
  const [cancelled, setCancelled] = useState(0);
  useEffect(() => {
    if (cancelled > 0) editRef.current?.focus();
  }, [cancelled]);
  const stopEditing = (): void => {
    setEditedId(null);
    setCancelled((times) => times + 1);
  };
  if (editedId === message.id) {
    return (
      <Suspense fallback={<div className={bubble}>{text}</div>}>
        <EditQuestion
          text={text}
          onCancel={stopEditing}
          onSend={(next) => {
            setEditedId(null);
            resend(message.id, next);
          }}
        />
      </Suspense>
    );
  }
  return (
    <div className="group/message grid grid-cols-1 gap-1">
      <article id={message.id} aria-label="You" dir="auto" className={bubble}>
        <MaskedText text={text} />
      </article>
      {message.attachments !== undefined && <FileList files={message.attachments} label="Files of this message" />}
      <QuestionBar message={message} text={text} editRef={editRef} onEdit={() => setEditedId(message.id)} />
    </div>
  );
});
