import { FileText, Image, RotateCw, X } from 'lucide-react';
import { useRef, useSyncExternalStore, type ReactNode } from 'react';
import { IconButton } from '../ui/button.js';
import { formatBytes } from './format-bytes.js';
import type { Upload, UploadDesk } from './upload-desk.js';

export interface AttachmentTrayProps {
  readonly desk: UploadDesk;
  /** The last file was removed: where the focus goes. */
  readonly onEmpty: () => void;
}

/** The files that go with the message which is being written. */
export function AttachmentTray({ desk, onEmpty }: AttachmentTrayProps): ReactNode {
  const uploads = useSyncExternalStore(desk.uploads.subscribe, desk.uploads.getSnapshot);
  const listRef = useRef<HTMLUListElement>(null);
  const remove = (upload: Upload): void => {
    const place = uploads.indexOf(upload);
    desk.remove(upload.key);
    if (uploads.length === 1) {
      onEmpty();
      return;
    }
    requestAnimationFrame(() => {
      const list = listRef.current;
      const row = list?.children.item(place) ?? list?.lastElementChild;
      row?.querySelector<HTMLElement>('button:last-of-type')?.focus();
    });
  };
  if (uploads.length === 0) return null;
  return (
    <ul
      ref={listRef}
      aria-label="Files for this message"
      className="mb-2 flex max-h-[24dvh] flex-wrap gap-2 overflow-y-auto"
    >
      {uploads.map((upload) => (
        <li
          key={upload.key}
          className="flex max-w-full items-center gap-2 rounded-xl border border-line bg-surface py-1 ps-3 pe-1"
        >
          <Kind upload={upload} />
          <div className="min-w-0">
            <p dir="auto" className="max-w-56 truncate text-sm font-medium" title={upload.name}>
              {upload.name}
            </p>
            <Progress upload={upload} />
          </div>
          {upload.state.kind === 'failed' && upload.state.again && (
            <IconButton label={`Upload ${upload.name} again`} onClick={() => desk.retry(upload.key)}>
              <RotateCw aria-hidden="true" />
            </IconButton>
          )}
          <IconButton label={`Remove ${upload.name}`} onClick={() => remove(upload)}>
            <X aria-hidden="true" />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}

function Kind({ upload: { state } }: { readonly upload: Upload }): ReactNode {
  const Icon = state.kind === 'ready' && state.view.shown === 'image' ? Image : FileText;
  return <Icon aria-hidden="true" className="size-4 shrink-0 text-ink-faint" />;
}

function Progress({ upload: { state, bytes, name } }: { readonly upload: Upload }): ReactNode {
  if (state.kind === 'failed') {
    return (
      <p role="alert" className="text-xs text-danger">
        {state.words}
      </p>
    );
  }
  if (state.kind === 'ready') return <p className="text-xs text-ink-faint">{formatBytes(bytes)}</p>;
  return (
    <progress
      aria-label={`Uploading ${name}`}
      max={1}
      value={state.part}
      className="block h-1.5 w-32 overflow-hidden rounded-full accent-brand"
    />
  );
}
