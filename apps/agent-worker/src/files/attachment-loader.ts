/*
 * Attachments on their way into a sandbox. Not trusted: what is in them. A text goes through the run's redactor, so that
 * a sealed secret's value that stands in an attached file is not handed to code that may only have a placeholder.
 */
import type { WorkspaceFile } from '@cloakroom/sandbox';
import type { PacedRedaction } from '../secrets/paced-redaction.js';
import type { AttachedFile } from './attached-files.js';
import type { RunFiles, RunPlace } from './run-files.js';

/** What it takes to load attachments. */
export interface AttachmentSource {
  readonly run: RunPlace;
  readonly files: RunFiles;
  readonly paced: PacedRedaction;
  readonly attached: Iterable<AttachedFile>;
}

/** The attachments that have their place in `/workspace`; one that was deleted meanwhile is left out. */
export async function loadAttachments({ run, files, paced, attached }: AttachmentSource): Promise<WorkspaceFile[]> {
  const loaded: WorkspaceFile[] = [];
  for (const { file, path, isPlaced } of attached) {
    if (!isPlaced) continue;
    const bytes = await files.load(run, file);
    if (bytes === null) continue;
    const isText = file.shown === 'csv' || file.shown === 'text';
    loaded.push({ path, bytes: isText ? await paced.redactBytes(bytes) : bytes });
  }
  return loaded;
}
