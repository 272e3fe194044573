import { MESSAGE_MAX_LENGTH, type FileView } from '@cloakroom/contracts';
import { ArrowUp } from 'lucide-react';
import {
  lazy,
  Suspense,
  useCallback,
  useEffect,
  useRef,
  useState,
  type ComponentType,
  type KeyboardEvent,
  type ReactNode,
} from 'react';
import type { AttachHandle } from '../../files/attach-part.js';
import { filesKey } from '../../files/files-key.js';
import { Button } from '../../ui/button.js';
import { useChat } from '../chat-context.js';
import { useKeyWatch } from '../keys/use-key-watch.js';
import { refusalFor } from './composer-rules.js';
import { recall, type Recalled } from './recall.js';
import type { StopButtonProps } from './stop-button.js';
import { useAutoGrow } from './use-auto-grow.js';
import { useSuggestions } from './use-suggestions.js';

/** A page that cannot fetch it goes without files. */
const AttachPart = lazy(() => import('../../files/attach-part.js').catch(() => ({ default: () => null })));
const KeyNotice = lazy(() => import('../keys/key-notice.js'));

/** The id of the field that messages are written in. */
export const MESSAGE_BOX = 'message-box';

const NOTHING: readonly string[] = [];

export interface ComposerProps {
  /** Under which the typed text is kept. */
  readonly draftKey: string;
  readonly activeRunId: string | null;
  /** Ends the run that is active; left out where none can be. */
  readonly Stop?: ComponentType<StopButtonProps>;
  /** What is sent now waits in the queue. */
  readonly queueing?: boolean;
  /** The texts that were sent in this conversation, oldest first. */
  readonly history?: readonly string[];
  readonly onSend: (text: string, files: readonly FileView[]) => void;
  /** Something is being written. */
  readonly onTyping?: () => void;
}

export function Composer(props: ComposerProps): ReactNode {
  const { draftKey, activeRunId, queueing = false, history = NOTHING, Stop, onSend, onTyping } = props;
  const { drafts } = useChat();
  const areaRef = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => drafts.read(draftKey));
  const [remark, setRemark] = useState<string | null>(null);
  const storeDraft = useCallback((checked: string) => drafts.write(draftKey, checked), [drafts, draftKey]);
  const watch = useKeyWatch(text, storeDraft);
  const recalled = useRef<Recalled | null>(null);
  useAutoGrow(areaRef, text);
  const attachRef = useRef<AttachHandle>(null);
  const [tray, setTray] = useState<HTMLElement | null>(null);

  useEffect(() => {
    if (window.matchMedia('(pointer: fine)').matches) areaRef.current?.focus();
  }, []);

  const write = (next: string): void => {
    onTyping?.();
    setText(next);
    setRemark(null);
    watch.keep(next);
  };
  const send = async (withKey: boolean): Promise<void> => {
    const refusal =
      refusalFor(text) ??
      refusalOfFiles(attachRef.current, text, drafts.read(filesKey(draftKey))) ??
      (withKey ? null : await watch.refusal());
    setRemark(refusal);
    if (refusal !== null || text.trim() === '') return;
    write('');
    onSend(text, attachRef.current?.take() ?? []);
    if (queueing) setRemark('Queued. It is sent when this answer is done.');
    areaRef.current?.focus();
  };
  const suggestions = useSuggestions({ text, draftKey, areaRef, activeRunId, write });
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (suggestions.takeKey(event)) return;
    if (!event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey && !event.nativeEvent.isComposing) {
      const caret = event.currentTarget.selectionEnd;
      const found = recall(event.key, { text, caret }, recalled.current, history);
      if (found !== null) {
        event.preventDefault();
        recalled.current = found;
        write(found.text);
        return;
      }
    }
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    if (window.matchMedia('(pointer: coarse)').matches) return;
    event.preventDefault();
    void send(false);
  };

  return (
    <div className="mx-auto w-full max-w-3xl px-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] sm:px-6 sm:pb-5">
      {watch.found !== null && (
        <Suspense fallback={null}>
          <KeyNotice
            found={watch.found}
            onReplace={(by) => {
              write(text.replaceAll(watch.found?.value ?? '', by));
              areaRef.current?.focus();
            }}
            onSendAnyway={() => void send(true)}
          />
        </Suspense>
      )}
      <div ref={setTray} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send(false);
        }}
        className="relative flex items-end gap-2 rounded-2xl border border-line-strong/60 bg-surface p-1.5 shadow-float transition-colors focus-within:border-line-strong"
      >
        {suggestions.popup}
        <Suspense fallback={<span className="size-10" />}>
          <AttachPart ref={attachRef} draftKey={draftKey} tray={tray} area={areaRef} say={setRemark} />
        </Suspense>
        <textarea
          {...suggestions.attributes}
          id={MESSAGE_BOX}
          ref={areaRef}
          value={text}
          onChange={(event) => {
            write(event.target.value);
            suggestions.track(event.target);
          }}
          onSelect={(event) => suggestions.track(event.currentTarget)}
          onBlur={suggestions.leave}
          onKeyDown={onKeyDown}
          aria-label="Message"
          aria-describedby="composer-remark"
          placeholder="Ask the agent…"
          dir="auto"
          rows={1}
          className="max-h-[40dvh] min-h-10 flex-1 resize-none bg-transparent px-1 py-2 text-base outline-none placeholder:text-ink-faint"
        />
        {Stop !== undefined && activeRunId !== null && (
          <Stop key={activeRunId} runId={activeRunId} isMain={text.trim() === ''} onRemark={setRemark} />
        )}
        {(activeRunId === null || text.trim() !== '') && (
          <Button
            type="submit"
            tone="primary"
            aria-label={queueing ? 'Queue' : 'Send'}
            title={queueing ? 'Queue: sent when this answer is done' : 'Send'}
            aria-disabled={text.trim() === ''}
            className="size-10 rounded-xl px-0 [&_svg]:size-5"
          >
            <ArrowUp aria-hidden="true" />
          </Button>
        )}
      </form>
      <p id="composer-remark" aria-live="polite" className="min-h-5 px-3 pt-1.5 text-xs text-ink-faint">
        {remark ?? <ComposerHint text={text} queueing={queueing} recalls={text === '' && history.length > 0} />}
      </p>
    </div>
  );
}

/** What knows the files is fetched after the page is there; until then the draft tells whether there are any. */
function refusalOfFiles(handle: AttachHandle | null, text: string, kept: string): string | null {
  if (handle !== null) return handle.refusal(text);
  return kept === '' ? null : 'The files of this message are still being fetched.';
}

interface ComposerHintProps {
  readonly text: string;
  readonly queueing: boolean;
  /** The arrow-up key takes an earlier message. */
  readonly recalls: boolean;
}

function ComposerHint({ text, queueing, recalls }: ComposerHintProps): ReactNode {
  if (text.length > MESSAGE_MAX_LENGTH * 0.9) {
    return `${text.length.toLocaleString()} of ${MESSAGE_MAX_LENGTH.toLocaleString()} characters`;
  }
  return (
    <span className="hidden pointer-fine:sm:inline">
      <kbd className="font-sans font-semibold">Enter</kbd> {queueing ? 'queues' : 'sends'},{' '}
      <kbd className="font-sans font-semibold">Shift</kbd>
      {' + '}
      <kbd className="font-sans font-semibold">Enter</kbd> starts a new line
      {recalls && (
        <>
          , <kbd className="font-sans font-semibold">↑</kbd> takes your last message
        </>
      )}
    </span>
  );
}
