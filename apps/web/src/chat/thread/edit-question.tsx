// A text that holds a credential is not sent without a word, as in the message box.
import { MESSAGE_MAX_LENGTH } from '@cloakroom/contracts';
import { lazy, Suspense, useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Button } from '../../ui/button.js';
import { useKeyWatch } from '../keys/use-key-watch.js';

const KeyNotice = lazy(() => import('../keys/key-notice.js'));

const keepNothing = (): void => undefined;

export interface EditQuestionProps {
  readonly text: string;
  readonly onSend: (text: string) => void;
  readonly onCancel: () => void;
}

/** A field in the place of a message, to send another version of it. */
export default function EditQuestion({ text: original, onSend, onCancel }: EditQuestionProps): ReactNode {
  const areaRef = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(original);
  const [remark, setRemark] = useState<string | null>(null);
  const watch = useKeyWatch(text, keepNothing);

  useEffect(() => {
    const area = areaRef.current;
    area?.focus();
    area?.setSelectionRange(area.value.length, area.value.length);
  }, []);

  const send = async (withKey: boolean): Promise<void> => {
    const tooLong = text.length > MESSAGE_MAX_LENGTH ? `A message has at most ${MESSAGE_MAX_LENGTH} characters.` : null;
    const refusal = tooLong ?? (withKey ? null : await watch.refusal());
    setRemark(refusal);
    if (refusal === null && text.trim() !== '') onSend(text);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      onCancel();
    }
    if (event.key !== 'Enter' || event.shiftKey || window.matchMedia('(pointer: coarse)').matches) return;
    event.preventDefault();
    void send(false);
  };

  return (
    <div className="ms-auto w-full max-w-[38rem]">
      {watch.found !== null && (
        <Suspense fallback={null}>
          <KeyNotice
            found={watch.found}
            onReplace={(by) => setText(text.replaceAll(watch.found?.value ?? '', by))}
            onSendAnyway={() => void send(true)}
          />
        </Suspense>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send(false);
        }}
        className="rounded-2xl border border-line-strong bg-surface p-2 shadow-card"
      >
        <textarea
          ref={areaRef}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          aria-label="Edit message"
          aria-describedby="edit-remark"
          dir="auto"
          rows={Math.min(12, Math.max(2, original.split('\n').length))}
          className="block w-full resize-y bg-transparent px-2 py-1.5 text-base outline-none"
        />
        <div className="flex items-center justify-end gap-2 pt-1">
          <p id="edit-remark" aria-live="polite" className="me-auto px-2 text-xs text-ink-faint">
            {remark}
          </p>
          <Button size="small" onClick={onCancel}>
            Cancel
          </Button>
          <Button size="small" type="submit" tone="primary" aria-disabled={text.trim() === ''}>
            Send
          </Button>
        </div>
      </form>
    </div>
  );
}
