import type { MessagePart, MessageView } from '@cloakroom/contracts';
import { Check, Copy, Pencil, Quote, RefreshCw } from 'lucide-react';
import { useRef, useState, type ReactNode, type Ref } from 'react';
import { toast } from 'sonner';
import { newId } from '../../platform/new-id.js';
import { IconButton } from '../../ui/button.js';
import { useChat } from '../chat-context.js';
import { useThreadActions } from './thread-actions.js';
import { VersionSwitch } from './version-switch.js';

const small = 'size-7 [&_svg]:size-3.5';

/** Shown all the time at the last answer and where nothing can hover, else when its message is pointed at or focused. */
const bar = 'flex h-7 items-center gap-0.5 text-ink-faint';
const hiding =
  'pointer-fine:[&>button]:opacity-0 group-hover/message:[&>button]:opacity-100 group-focus-within/message:[&>button]:opacity-100 [&>button]:transition-opacity';

export interface QuestionBarProps {
  readonly message: MessageView;
  readonly text: string;
  readonly editRef: Ref<HTMLButtonElement>;
  readonly onEdit: () => void;
}

/** What can be done with a message of one's own. */
export function QuestionBar({ message, text, editRef, onEdit }: QuestionBarProps): ReactNode {
  const { busy } = useThreadActions();
  return (
    <div className={`${bar} ${hiding} -mb-4 justify-end`}>
      <CopyMessage text={text} />
      <IconButton
        ref={editRef}
        label="Edit and send again"
        aria-disabled={busy}
        onClick={() => (busy ? undefined : onEdit())}
        className={small}
      >
        <Pencil aria-hidden="true" />
      </IconButton>
      <VersionSwitch messageId={message.id} noun="message" />
    </div>
  );
}

export interface AnswerBarProps {
  readonly message: MessageView;
  readonly parts: readonly MessagePart[];
  readonly isLast: boolean;
}

/** What can be done with an answer that has ended. */
export function AnswerBar({ message, parts, isLast }: AnswerBarProps): ReactNode {
  const { busy, quote } = useThreadActions();
  const regenerate = useRegenerate(message.id);
  const text = textOfParts(parts);
  return (
    <div className={`${bar} ${isLast ? '' : hiding} -ms-1.5`}>
      <VersionSwitch messageId={message.id} noun="answer" />
      {text !== '' && (
        <>
          <CopyMessage text={text} />
          <IconButton label="Quote" onClick={() => quote(selectionIn(message.id) ?? text)} className={small}>
            <Quote aria-hidden="true" />
          </IconButton>
        </>
      )}
      <IconButton
        label="Regenerate"
        aria-disabled={busy}
        onClick={() => (busy ? undefined : void regenerate())}
        className={small}
      >
        <RefreshCw aria-hidden="true" />
      </IconButton>
    </div>
  );
}

/** The prose of a message. */
export function textOfParts(parts: readonly MessagePart[]): string {
  return parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');
}

/** Asks for another answer; until the server has said something, asking again is the same request. */
function useRegenerate(messageId: string): () => Promise<void> {
  const { runtime } = useChat();
  const requestId = useRef<string | null>(null);
  return async () => {
    const clientMessageId = (requestId.current ??= newId());
    const { problem, answered } = await runtime.regenerate({ messageId, clientMessageId });
    if (answered) requestId.current = null;
    if (problem !== null) toast.error(problem);
  };
}

/** What is marked within one message, if anything is. */
function selectionIn(messageId: string): string | null {
  const selection = window.getSelection();
  const article = document.getElementById(messageId);
  if (selection === null || selection.isCollapsed || article === null) return null;
  const inside = article.contains(selection.anchorNode) && article.contains(selection.focusNode);
  const text = selection.toString().trim();
  return inside && text !== '' ? text : null;
}

function CopyMessage({ text }: { readonly text: string }): ReactNode {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      toast.error('The browser did not let the page copy this.');
    }
  };
  return (
    <IconButton
      label={copied ? 'Copied' : 'Copy message'}
      onClick={() => void copy()}
      onBlur={() => setCopied(false)}
      className={small}
    >
      {copied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
    </IconButton>
  );
}
