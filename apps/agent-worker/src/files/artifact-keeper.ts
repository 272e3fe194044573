/*
 * Files that a tool call wrote, on their way to its user. Not trusted: their names and what is in them. What must never
 * cross: a secret's value. A text is stored as the run's redactor lets it through; of anything else no byte can be
 * changed, so a file in which the redactor finds a value is not kept at all. Values that code has compressed or encrypted
 * are not found, here as in its output.
 */
import {
  type ArtifactLeftOut,
  type FileView,
  MAX_ARTIFACTS_LEFT_OUT,
  MAX_ARTIFACTS_PER_CALL,
  MAX_FILE_BYTES,
  MAX_FILE_NAME_LENGTH,
} from '@cloakroom/contracts';
import { despiteLostConnection, fileKindOf } from '@cloakroom/persistence';
import type { WorkspaceFile } from '@cloakroom/sandbox';
import type { PacedRedaction } from '../secrets/paced-redaction.js';
import { mediaTypeOf } from './media-type.js';
import type { LeftFile, RunFiles, RunPlace } from './run-files.js';

/** What a call left behind, redacted; see `tool.finished`. */
export interface CallArtifacts {
  readonly artifacts?: FileView[];
  readonly artifactsLeftOut?: ArtifactLeftOut[];
}

/** See the head of this file. */
export class ArtifactKeeper {
  constructor(
    private readonly run: RunPlace,
    private readonly files: Pick<RunFiles, 'keep'>,
    private readonly paced: PacedRedaction,
  ) {}

  /** Keeps the files of one call, by path. Throws when they cannot be stored for another reason than their user's room. */
  async keep(written: readonly WorkspaceFile[]): Promise<CallArtifacts> {
    const artifacts: FileView[] = [];
    const leftOut: ArtifactLeftOut[] = [];
    const sorted = [...written].sort((one, other) => (one.path < other.path ? -1 : 1));
    for (const { path, bytes } of sorted) {
      const name = nameOf(await this.paced.redact(path));
      const kept = artifacts.length === MAX_ARTIFACTS_PER_CALL ? 'too-many' : await this.#keepOne({ name, bytes });
      if (typeof kept !== 'string') artifacts.push(kept);
      else if (leftOut.length < MAX_ARTIFACTS_LEFT_OUT) leftOut.push({ name, reason: kept });
    }
    return {
      ...(artifacts.length === 0 ? {} : { artifacts }),
      ...(leftOut.length === 0 ? {} : { artifactsLeftOut: leftOut }),
    };
  }

  async #keepOne({ name, bytes }: Pick<LeftFile, 'name' | 'bytes'>): Promise<FileView | ArtifactLeftOut['reason']> {
    if (bytes.length > MAX_FILE_BYTES) return 'too-large';
    const mediaType = mediaTypeOf(name);
    const { shown } = fileKindOf({ name, mediaType }, bytes);
    const isText = shown === 'text' || shown === 'csv';
    const safe = isText ? await this.paced.redactBytes(bytes) : bytes;
    if (!isText && (await this.#holdsSecret(bytes))) return 'secret';
    if (safe.length > MAX_FILE_BYTES) return 'too-large';
    const kept = await despiteLostConnection(() => this.files.keep(this.run, { name, mediaType, bytes: safe }));
    return kept === 'no-room' ? 'quota' : kept;
  }

  /**
   * In any spelling the redactor knows, and in texts of two or four bytes a character. Bytes that are no text end a text
   * here: to be changed they need not be kept apart, which takes ten times as long.
   */
  async #holdsSecret(bytes: Uint8Array): Promise<boolean> {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    const texts = text.includes('\0') ? [text, text.replaceAll('\0', '')] : [text];
    for (const each of texts) if ((await this.paced.redact(each)) !== each) return true;
    return false;
  }
}

/** A path as a name, which has no separators, no control characters and none that turn the reading direction. */
function nameOf(path: string): string {
  const name = path.replaceAll(/[\p{Cc}/\\\u202a-\u202e\u2066-\u2069]/gu, '_').trim();
  if (name.length <= MAX_FILE_NAME_LENGTH) return name === '' || name === '.' || name === '..' ? 'file' : name;
  return `…${name.slice(1 - MAX_FILE_NAME_LENGTH)}`;
}
