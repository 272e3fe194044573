import type { ArtifactLeftOut, FileView } from '@cloakroom/contracts';
import { Download, Eye, FileText, Sheet, type LucideIcon } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Button } from '../ui/button.js';
import { contentPath } from './file-content.js';
import { formatBytes } from './format-bytes.js';

const FilePreview = lazy(() => import('./file-preview.js'));

const icons: Record<FileView['shown'], LucideIcon> = { image: FileText, csv: Sheet, text: FileText, none: FileText };

export interface FileListProps {
  readonly files: readonly FileView[];
  readonly label: string;
}

/** Files of a message or a call: pictures as they are, tables and texts on demand, everything as a download. */
export function FileList({ files, label }: FileListProps): ReactNode {
  if (files.length === 0) return null;
  return (
    <ul aria-label={label} className="ms-auto grid w-full grid-cols-1 gap-2 [article~&]:max-w-[38rem]">
      {files.map((file) => (
        <li key={file.id}>{file.shown === 'image' ? <Picture file={file} /> : <Row file={file} />}</li>
      ))}
    </ul>
  );
}

/** The box has its height before the picture is there, so that nothing moves. */
function Picture({ file }: { readonly file: FileView }): ReactNode {
  const [lost, setLost] = useState(false);
  if (lost) return <Row file={file} />;
  return (
    <figure className="overflow-hidden rounded-xl border border-line bg-surface">
      <img
        src={contentPath(file.id)}
        alt={file.name}
        loading="lazy"
        onError={() => setLost(true)}
        className="h-64 w-full bg-sunken object-contain"
      />
      <figcaption className="flex items-center gap-2 px-3 py-1">
        <Name file={file} />
        <DownloadLink file={file} />
      </figcaption>
    </figure>
  );
}

function Row({ file }: { readonly file: FileView }): ReactNode {
  const [open, setOpen] = useState(false);
  const Icon = icons[file.shown];
  return (
    <div className="overflow-hidden rounded-xl border border-line bg-surface">
      <div className="flex items-center gap-2 px-3 py-1">
        <Icon aria-hidden="true" className="size-4 shrink-0 text-ink-faint" />
        <Name file={file} />
        {(file.shown === 'csv' || file.shown === 'text') && (
          <Button
            tone="ghost"
            size="small"
            aria-expanded={open}
            aria-label={`${open ? 'Hide' : 'Show'} ${file.name}`}
            onClick={() => setOpen(!open)}
          >
            <Eye aria-hidden="true" />
            {open ? 'Hide' : 'Show'}
          </Button>
        )}
        <DownloadLink file={file} />
      </div>
      {open && (
        <Suspense
          fallback={<p className="border-t border-line px-3 py-2 text-xs text-ink-faint">Fetching the file…</p>}
        >
          <FilePreview file={file} />
        </Suspense>
      )}
    </div>
  );
}

function Name({ file }: { readonly file: FileView }): ReactNode {
  return (
    <span className="flex min-w-0 flex-1 items-baseline gap-2">
      <span dir="auto" className="truncate text-sm font-medium" title={file.name}>
        {file.name}
      </span>
      <span className="shrink-0 text-xs text-ink-faint">{formatBytes(file.bytes)}</span>
    </span>
  );
}

function DownloadLink({ file }: { readonly file: FileView }): ReactNode {
  return (
    <a
      href={contentPath(file.id)}
      download={file.name}
      aria-label={`Download ${file.name}`}
      title="Download"
      className="inline-flex size-9 shrink-0 items-center justify-center rounded-lg text-ink-soft hover:bg-sunken hover:text-ink"
    >
      <Download aria-hidden="true" className="size-[1.125rem]" />
    </a>
  );
}

const reasons: Record<ArtifactLeftOut['reason'], string> = {
  secret: 'a secret’s value is in it',
  'too-large': 'it is too large',
  'too-many': 'there were too many files',
  quota: 'your storage is full',
};

/** Files that a call wrote and that were not kept, each with the reason. */
export function FilesLeftOut({ files }: { readonly files: readonly ArtifactLeftOut[] }): ReactNode {
  return (
    <ul className="grid gap-1 text-xs text-brass">
      {files.map(({ name, reason }, index) => (
        <li key={index} className="wrap-anywhere">
          <span dir="auto" className="font-medium">
            {name}
          </span>{' '}
          was not kept: {reasons[reason]}.
        </li>
      ))}
    </ul>
  );
}
