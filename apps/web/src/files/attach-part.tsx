import type { FileView } from '@cloakroom/contracts';
import { Paperclip } from 'lucide-react';
import {
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useRef,
  useState,
  type ReactNode,
  type Ref,
  type RefObject,
} from 'react';
import { createPortal } from 'react-dom';
import { useChat } from '../chat/chat-context.js';
import { IconButton } from '../ui/button.js';
import { AttachmentTray } from './attachment-tray.js';
import { deskOf } from './desks.js';

/** What a composer asks its files. */
export interface AttachHandle {
  /** Why the message with this text cannot go yet, as a sentence; `null` when it can. */
  readonly refusal: (text: string) => string | null;
  /** The files that go with the message which is sent now; none are left afterwards. */
  readonly take: () => readonly FileView[];
}

export interface AttachPartProps {
  readonly ref: Ref<AttachHandle>;
  readonly draftKey: string;
  /** Where the files are shown. */
  readonly tray: HTMLElement | null;
  readonly say: (remark: string) => void;
  /** The message's text, which has the focus when the last file is removed. */
  readonly area: RefObject<HTMLElement | null>;
}

/** Files for the message that is written in the form around it: chosen, pasted or dropped there. */
export default function AttachPart({ ref, draftKey, tray, area, say }: AttachPartProps): ReactNode {
  const { drafts } = useChat();
  const [desk] = useState(() => deskOf(drafts, draftKey));
  const buttonRef = useRef<HTMLButtonElement>(null);
  const inputRef = useRef<HTMLInputElement>(null);
  useImperativeHandle(ref, () => ({ refusal: (text) => desk.refusal(text), take: () => desk.clear() }), [desk]);

  const add = (files: readonly File[]): void => {
    const left = desk.add(files);
    if (left !== null) say(left);
  };
  const take = useEffectEvent((event: Event, data: DataTransfer | null) => {
    if (data === null || data.files.length === 0) return;
    event.preventDefault();
    add([...data.files]);
  });
  useEffect(() => {
    const form = buttonRef.current?.form;
    if (form === undefined || form === null) return;
    const ending = new AbortController();
    const { signal } = ending;
    // A program that copies text may put a picture of it beside it: the text is meant then.
    const onPaste = (event: ClipboardEvent): void => {
      if (event.clipboardData?.types.includes('text/plain') !== true) take(event, event.clipboardData);
    };
    const onDragOver = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files') === true) event.preventDefault();
    };
    form.addEventListener('paste', onPaste, { signal });
    form.addEventListener('dragover', onDragOver, { signal });
    form.addEventListener('drop', (event) => take(event, event.dataTransfer), { signal });
    return () => ending.abort();
  }, []);

  return (
    <>
      <IconButton
        ref={buttonRef}
        label="Attach files"
        className="size-10! rounded-xl"
        onClick={() => inputRef.current?.click()}
      >
        <Paperclip aria-hidden="true" />
      </IconButton>
      <input
        ref={inputRef}
        type="file"
        multiple
        hidden
        onChange={({ target }) => {
          add([...(target.files ?? [])]);
          target.value = '';
        }}
      />
      {tray !== null && createPortal(<AttachmentTray desk={desk} onEmpty={() => area.current?.focus()} />, tray)}
    </>
  );
}
