import { CornerDownLeft, MessageSquarePlus, Pencil, X } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { IconButton } from '../../ui/button.js';
import { useChat, useConnectionState } from '../chat-context.js';
import type { OutboxItem } from '../outbox/outbox.types.js';
import { MESSAGE_BOX } from './composer.js';

export interface MessageQueueProps {
  readonly items: readonly OutboxItem[];
  readonly activeRunId: string | null;
  /** A message was taken back to be written anew. */
  readonly onEdit: (item: OutboxItem) => void;
}

/** Messages that were written while an answer is under way, in the order in which they will be sent. */
export function MessageQueue({ items, activeRunId, onEdit }: MessageQueueProps): ReactNode {
  const { runtime } = useChat();
  const [problem, setProblem] = useState<string | null>(null);
  const listRef = useRef<HTMLOListElement>(null);
  const online = useConnectionState() === 'online';

  const takeBack = async (item: OutboxItem): Promise<OutboxItem | null> => {
    const taken = await runtime.takeBack(item.clientMessageId);
    setProblem(taken === null ? 'This message is on its way already.' : null);
    return taken;
  };
  const edit = async (item: OutboxItem): Promise<void> => {
    const taken = await takeBack(item);
    if (taken !== null) onEdit(taken);
  };
  const remove = async (item: OutboxItem): Promise<void> => {
    const place = items.indexOf(item);
    if ((await takeBack(item)) !== null) focusAfter(listRef.current, place);
  };
  const steer = async (item: OutboxItem, runId: string): Promise<void> => {
    document.getElementById(MESSAGE_BOX)?.focus();
    setProblem(await runtime.steer(item.clientMessageId, runId));
  };
  const sendNow = async (item: OutboxItem): Promise<void> => {
    document.getElementById(MESSAGE_BOX)?.focus();
    setProblem(await runtime.sendNow(item.clientMessageId, activeRunId));
  };

  if (items.length === 0) return null;
  return (
    <section aria-label="Queued messages" className="animate-rise mx-auto mb-2 w-full max-w-3xl px-3 sm:px-6">
      <div className="rounded-xl border border-line bg-sunken/60 py-1.5 ps-3.5 pe-1.5">
        <h2 className="py-0.5 text-xs font-semibold text-ink-faint">
          {online ? 'Sent when this answer is done' : 'Kept here. Sent when the connection is back'}
        </h2>
        <ol ref={listRef} className="max-h-[24dvh] overflow-y-auto">
          {items.map((item) => (
            <li key={item.clientMessageId} className="flex items-center gap-1">
              <p dir="auto" className="min-w-0 flex-1 truncate text-sm" title={item.text}>
                {item.text}
                {item.attachments !== undefined && (
                  <span className="text-ink-faint"> · {filesInWords(item.attachments.length)}</span>
                )}
                {isTold(item, activeRunId) && (
                  <span className="text-ink-faint"> · the agent reads it before it goes on</span>
                )}
              </p>
              {activeRunId !== null && item.attachments === undefined && !isTold(item, activeRunId) && (
                <IconButton
                  label={`Tell the agent: ${short(item)}`}
                  title="Tell the agent now; its answer goes on"
                  onClick={() => void steer(item, activeRunId)}
                >
                  <MessageSquarePlus aria-hidden="true" />
                </IconButton>
              )}
              <IconButton
                label={`Send now: ${short(item)}`}
                title={activeRunId === null ? 'Send now' : 'End the answer and send now'}
                onClick={() => void sendNow(item)}
              >
                <CornerDownLeft aria-hidden="true" />
              </IconButton>
              <IconButton label={`Edit: ${short(item)}`} title="Edit" onClick={() => void edit(item)}>
                <Pencil aria-hidden="true" />
              </IconButton>
              <IconButton label={`Remove: ${short(item)}`} title="Remove" onClick={() => void remove(item)}>
                <X aria-hidden="true" />
              </IconButton>
            </li>
          ))}
        </ol>
        {problem !== null && (
          <p role="alert" className="py-1 text-xs text-danger">
            {problem}
          </p>
        )}
      </div>
    </section>
  );
}

function isTold({ steers }: OutboxItem, activeRunId: string | null): boolean {
  return steers !== undefined && steers === activeRunId;
}

function filesInWords(count: number): string {
  return count === 1 ? 'one file' : `${count} files`;
}

function short({ text }: OutboxItem): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}

/** The row that was at `place` is gone: the one that takes its place has the focus, or else the message box. */
function focusAfter(list: HTMLOListElement | null, place: number): void {
  requestAnimationFrame(() => {
    const row = list?.isConnected === true ? (list.children.item(place) ?? list.lastElementChild) : null;
    const target = row?.querySelector<HTMLElement>('button:last-of-type') ?? document.getElementById(MESSAGE_BOX);
    target?.focus();
  });
}
