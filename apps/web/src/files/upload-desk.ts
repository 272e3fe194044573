import {
  fileViewSchema,
  isFileName,
  MAX_FILE_BYTES,
  MAX_FILE_NAME_LENGTH,
  MAX_FILES_PER_MESSAGE,
} from '@cloakroom/contracts';
import type { FileView } from '@cloakroom/contracts';
import { z } from 'zod';
import { newId } from '../platform/new-id.js';
import { createStore, type ReadableStore } from '../platform/store.js';

/** A file that was chosen for a message. */
export interface Upload {
  readonly key: string;
  readonly name: string;
  readonly bytes: number;
  readonly state:
    | { readonly kind: 'uploading'; /** From 0 to 1. */ readonly part: number }
    | { readonly kind: 'ready'; readonly view: FileView }
    /** `again`: another try may help. */
    | { readonly kind: 'failed'; readonly words: string; readonly again: boolean };
}

/** One upload under way. Rejects with an `Error` whose message can be shown, or when it is aborted. */
export type SendFile = (
  file: { readonly name: string; readonly content: Blob },
  onPart: (part: number) => void,
  signal: AbortSignal,
) => Promise<FileView>;

/** Where the uploaded files of a draft are kept over reloads. */
export interface DeskDrafts {
  readonly read: () => string;
  readonly write: (text: string) => void;
}

export interface UploadDeskOptions {
  readonly send: SendFile;
  readonly drafts: DeskDrafts;
  /** Tells the server that an uploaded file is not wanted any more; may fail in silence, as it forgets it by itself. */
  readonly discard: (id: string) => void;
}

const UNFIT = /[\p{Cc}/\\\u202a-\u202e\u2066-\u2069]/gu;
const keptSchema = z.array(fileViewSchema);

/** The files that wait to go with the next message of one conversation: uploaded at once, sent with the message. */
export class UploadDesk {
  readonly #uploads = createStore<readonly Upload[]>([]);
  readonly #running = new Map<string, AbortController>();
  readonly #contents = new Map<string, Blob>();

  constructor(private readonly options: UploadDeskOptions) {
    this.#set(readKept(options.drafts.read()).map(toReady));
  }

  get uploads(): ReadableStore<readonly Upload[]> {
    return this.#uploads;
  }

  /** Takes files and uploads them; the answer is a sentence when some were not taken, else `null`. */
  add(files: readonly File[]): string | null {
    const room = MAX_FILES_PER_MESSAGE - this.#uploads.getSnapshot().length;
    for (const file of files.slice(0, room)) this.#take(file);
    const left = files.length - Math.max(room, 0);
    if (left <= 0) return null;
    return `At most ${MAX_FILES_PER_MESSAGE} files go with one message: ${left === 1 ? 'one was' : `${left} were`} left out.`;
  }

  /** Takes files back that were uploaded for a message which is written anew. */
  putBack(views: readonly FileView[]): void {
    const known = new Set(this.#uploads.getSnapshot().map(({ key }) => key));
    const back = views.filter(({ id }) => !known.has(id)).map(toReady);
    this.#set([...this.#uploads.getSnapshot(), ...back].slice(0, MAX_FILES_PER_MESSAGE));
  }

  retry(key: string): void {
    const upload = this.#uploads.getSnapshot().find((one) => one.key === key);
    const content = this.#contents.get(key);
    if (upload !== undefined && content !== undefined) void this.#upload(upload, content);
  }

  /** Forgets a file, and breaks its upload off. */
  remove(key: string): void {
    const upload = this.#uploads.getSnapshot().find((one) => one.key === key);
    this.#running.get(key)?.abort();
    this.#contents.delete(key);
    this.#set(this.#uploads.getSnapshot().filter((one) => one.key !== key));
    if (upload?.state.kind === 'ready') this.options.discard(upload.state.view.id);
  }

  /** Why the message with this text cannot go yet, as a sentence; `null` when it can. */
  refusal(text: string): string | null {
    const states = this.#uploads.getSnapshot().map(({ state }) => state.kind);
    if (states.includes('failed')) return 'A file could not be attached. Try it again or remove it, then send.';
    if (states.includes('uploading')) return 'A file is still on its way. Send when it is there.';
    return states.length > 0 && text.trim() === '' ? 'Write what is to be done with the file, then send.' : null;
  }

  /** The files for the message that is sent now; the desk is empty afterwards. */
  clear(): readonly FileView[] {
    const views = this.#ready();
    this.#contents.clear();
    this.#set([]);
    return views;
  }

  #take(file: File): void {
    const upload = {
      key: newId(),
      name: fitName(file.name),
      bytes: file.size,
      state: { kind: 'uploading', part: 0 },
    } as const;
    if (file.size > MAX_FILE_BYTES) {
      const words = `Larger than ${MAX_FILE_BYTES / 1_048_576} MB, which is the most.`;
      this.#set([...this.#uploads.getSnapshot(), { ...upload, state: { kind: 'failed', words, again: false } }]);
      return;
    }
    this.#set([...this.#uploads.getSnapshot(), upload]);
    this.#contents.set(upload.key, file);
    void this.#upload(upload, file);
  }

  async #upload({ key, name }: Upload, content: Blob): Promise<void> {
    const ending = new AbortController();
    this.#running.set(key, ending);
    const part = (share: number): void => this.#change(key, { kind: 'uploading', part: share });
    part(0);
    try {
      const view = await this.options.send({ name, content }, part, ending.signal);
      if (ending.signal.aborted) {
        this.options.discard(view.id);
        return;
      }
      this.#contents.delete(key);
      this.#change(key, { kind: 'ready', view });
    } catch (error) {
      if (ending.signal.aborted) return;
      const words = error instanceof Error ? error.message : 'It could not be uploaded.';
      this.#change(key, { kind: 'failed', words, again: true });
    } finally {
      this.#running.delete(key);
    }
  }

  #change(key: string, state: Upload['state']): void {
    this.#set(this.#uploads.getSnapshot().map((one) => (one.key === key ? { ...one, state } : one)));
  }

  #ready(): FileView[] {
    return this.#uploads.getSnapshot().flatMap(({ state }) => (state.kind === 'ready' ? [state.view] : []));
  }

  #set(uploads: readonly Upload[]): void {
    this.#uploads.set(uploads);
    this.options.drafts.write(uploads.length === 0 ? '' : JSON.stringify(this.#ready()));
  }
}

function toReady(view: FileView): Upload {
  return { key: view.id, name: view.name, bytes: view.bytes, state: { kind: 'ready', view } };
}

function readKept(text: string): readonly FileView[] {
  if (text === '') return [];
  try {
    return keptSchema.parse(JSON.parse(text));
  } catch {
    return [];
  }
}

/** A pasted or odd name as the server takes it. */
function fitName(name: string): string {
  const fit = name.replaceAll(UNFIT, '_').slice(-MAX_FILE_NAME_LENGTH);
  return isFileName(fit) ? fit : 'file';
}
