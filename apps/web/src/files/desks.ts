import type { DraftStore } from '../chat/runtime/draft-store.js';
import { filesKey } from './files-key.js';
import { discardFile, sendFile } from './send-file.js';
import { UploadDesk } from './upload-desk.js';

/** Uploads go on while another page is looked at: one desk per draft of a person, as long as this page is open. */
const desks = new WeakMap<DraftStore, Map<string, UploadDesk>>();

/** The files of the draft that is kept under `draftKey`. */
export function deskOf(drafts: DraftStore, draftKey: string): UploadDesk {
  const known = desks.get(drafts) ?? new Map<string, UploadDesk>();
  desks.set(drafts, known);
  const key = filesKey(draftKey);
  const desk =
    known.get(key) ??
    new UploadDesk({
      send: sendFile,
      discard: discardFile,
      drafts: { read: () => drafts.read(key), write: (text) => drafts.write(key, text) },
    });
  known.set(key, desk);
  return desk;
}
