import type { FileView } from '@cloakroom/contracts';

/** A file that the user attached, and where code finds it. */
export interface AttachedFile {
  readonly file: FileView;
  /** Relative to `/workspace`; the same for as long as the conversation goes on. */
  readonly path: string;
  /** Whether it is in `/workspace`; otherwise there is no room beside newer ones. */
  readonly isPlaced: boolean;
}

/** Bytes and files of `/workspace` that attachments may take; the rest is left to the code. */
const MAX_PLACED_BYTES = 12 * 1_048_576;
const MAX_PLACED_FILES = 100;

/**
 * Where the files of a conversation are placed, by their ids, oldest first. The first of a name has it, later ones get a
 * number. When there is no room for all, the newest are placed. Names go through `redact`: code and model are told them.
 */
export function planAttachments(
  history: readonly { readonly attachments?: readonly FileView[] }[],
  redact: (text: string) => string,
): Map<string, AttachedFile> {
  const files = [
    ...new Map(history.flatMap(({ attachments = [] }) => attachments).map((file) => [file.id, file])).values(),
  ];
  const taken = new Set<string>();
  const paths = files.map(({ name }) => freePath(redact(name), taken));
  const placed = placedIds(files);
  return new Map(
    files.map((file, at) => [file.id, { file, path: paths[at] ?? file.id, isPlaced: placed.has(file.id) }]),
  );
}

function placedIds(files: readonly FileView[]): Set<string> {
  const placed = new Set<string>();
  let left = MAX_PLACED_BYTES;
  for (const { id, bytes } of [...files].reverse()) {
    if (placed.size === MAX_PLACED_FILES || bytes > left) continue;
    placed.add(id);
    left -= bytes;
  }
  return placed;
}

/** Longest name in `/workspace`, in characters, with room for a number. */
const MAX_NAME = 240;

function freePath(name: string, taken: Set<string>): string {
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && name.length - dot <= 20 ? name.slice(dot) : '';
  const stem = name.slice(0, Math.min(name.length - ending.length, MAX_NAME - ending.length));
  let path = stem + ending;
  for (let number = 2; taken.has(path); number++) path = `${stem} (${number})${ending}`;
  taken.add(path);
  return path;
}

/** What the model is told of the files of a message: one line of JSON each, which cannot close the section. */
export function describeAttachments(
  files: readonly FileView[],
  places: ReadonlyMap<string, AttachedFile>,
  redact: (text: string) => string,
): string {
  const lines = files.flatMap(({ id, mediaType, bytes }) => {
    const place = places.get(id);
    if (place === undefined) return [];
    const { path, isPlaced } = place;
    const where = isPlaced ? { file: `/workspace/${path}` } : { leftOut: path, because: 'no room beside newer files' };
    return [safeJson({ ...where, mediaType: redact(mediaType), bytes })];
  });
  return lines.length === 0 ? '' : ['', '', '<attachments>', ...lines, '</attachments>'].join('\n');
}

function safeJson(value: object): string {
  return JSON.stringify(value)
    .replaceAll('<', String.raw`\u003c`)
    .replaceAll('>', String.raw`\u003e`);
}
