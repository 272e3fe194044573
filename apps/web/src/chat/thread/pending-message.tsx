import { memo, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { Button } from '../../ui/button.js';
import { useChat, useConnectionState } from '../chat-context.js';
import { FileList } from '../../files/file-list.js';
import type { OutboxItem } from '../outbox/outbox.types.js';
import { bubble } from './user-message.js';

export interface PendingMessageProps {
  readonly item: OutboxItem;
  /** The message was taken back to be written anew. */
  readonly onEdit: (item: OutboxItem) => void;
}

/** What the person wrote and the server has not confirmed yet, with what can be done about it. */
export const PendingMessage = memo(function PendingMessage({ item, onEdit }: PendingMessageProps): ReactNode {
  const failed = item.state === 'failed';
  return (
    <div className="grid gap-1.5">
      <article aria-label="You" dir="auto" className={`${bubble} animate-rise ${failed ? '' : 'opacity-70'}`}>
        {item.text}
      </article>
      {item.attachments !== undefined && <FileList files={item.attachments} label="Files of this message" />}
      <div
        role={failed ? 'alert' : undefined}
        className={`flex flex-wrap items-center justify-end gap-x-3 gap-y-1 text-end ${failed ? 'text-sm' : 'text-xs'}`}
      >
        {failed ? <span className="font-medium text-danger">Not sent. {item.error}</span> : <Underway item={item} />}
        <PendingActions item={item} onEdit={onEdit} />
      </div>
    </div>
  );
});

function Underway({ item }: { readonly item: OutboxItem }): ReactNode {
  const online = useConnectionState() === 'online';
  if (online) return <span className="text-ink-faint">Sending…</span>;
  const words = item.state === 'waiting' ? 'Kept here. It is sent' : 'Not confirmed yet. It is sent again';
  return <span className="text-ink-faint">{words} when the connection is back.</span>;
}

function PendingActions({ item, onEdit }: PendingMessageProps): ReactNode {
  const { runtime } = useChat();
  const online = useConnectionState() === 'online';
  const navigate = useNavigate();
  const { clientMessageId, state } = item;
  if (state === 'sending' || (state === 'waiting' && online)) return null;
  const edit = async (): Promise<void> => {
    const taken = await runtime.takeBack(clientMessageId);
    if (taken !== null) onEdit(taken);
  };
  const remove = async (): Promise<void> => {
    const taken = await runtime.takeBack(clientMessageId);
    if (taken?.startsConversation === true) void navigate('/');
  };
  return (
    <>
      {state === 'failed' && (
        <Button tone="link" size="bare" onClick={() => runtime.resend(clientMessageId)}>
          Retry
        </Button>
      )}
      <Button tone="link" size="bare" onClick={() => void edit()}>
        Edit
      </Button>
      <Button tone="link" size="bare" onClick={() => void remove()}>
        Remove
      </Button>
    </>
  );
}
