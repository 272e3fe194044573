/*
 * What a file is, told from its bytes. Not trusted: the name and the media type that came with it. What must never
 * cross: a media type under which a browser would run the content; only four kinds of images and plain text keep theirs.
 */
import type { FileView } from '@cloakroom/contracts';

/** What is told of a file besides its name and size. */
export type FileKind = Pick<FileView, 'mediaType' | 'shown'>;

const MAGIC: readonly { readonly type: string; readonly fits: (head: Buffer) => boolean }[] = [
  { type: 'image/png', fits: (head) => head.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex')) },
  { type: 'image/jpeg', fits: (head) => head.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex')) },
  { type: 'image/gif', fits: (head) => /^GIF8[79]a/.test(head.toString('latin1', 0, 6)) },
  { type: 'image/webp', fits: (head) => /^RIFF[^]{4}WEBP/.test(head.toString('latin1', 0, 12)) },
];
const HEAD_BYTES = 12;
const OCTETS = 'application/octet-stream';
const TABLE_TYPES = new Set(['text/csv', 'text/tab-separated-values']);
/** Control characters that no text has: all but tab, line feed, form feed, carriage return and escape. */
// prettier-ignore
const NO_TEXT = new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28, 29, 30, 31]);

/** Looks at a file's bytes as they pass, and says at the end what it is. Holds none of them. */
export class FileKindReader {
  #head = Buffer.alloc(0);
  #isText = true;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });

  /** Takes the next bytes. */
  push(bytes: Uint8Array): void {
    if (this.#head.length < HEAD_BYTES) {
      this.#head = Buffer.concat([this.#head, bytes.subarray(0, HEAD_BYTES - this.#head.length)]);
    }
    if (this.#isText) this.#isText = !bytes.some((byte) => NO_TEXT.has(byte)) && this.#decodes(bytes, true);
  }

  /** What the file is, by what it is called and claimed to be where that does not matter. */
  end({ name, mediaType }: Pick<FileView, 'name' | 'mediaType'>): FileKind {
    const image = MAGIC.find(({ fits }) => fits(this.#head));
    if (image !== undefined) return { mediaType: image.type, shown: 'image' };
    const isText = this.#isText && this.#decodes(new Uint8Array(0), false);
    if (!isText) return { mediaType: mediaType.startsWith('image/') ? OCTETS : mediaType, shown: 'none' };
    const isTable = TABLE_TYPES.has(mediaType) || /\.(?:csv|tsv)$/i.test(name);
    return { mediaType, shown: isTable ? 'csv' : 'text' };
  }

  #decodes(bytes: Uint8Array, stream: boolean): boolean {
    try {
      this.#decoder.decode(bytes, { stream });
      return true;
    } catch {
      return false;
    }
  }
}

/** What a file in memory is. */
export function fileKindOf(file: Pick<FileView, 'name' | 'mediaType'>, bytes: Uint8Array): FileKind {
  const reader = new FileKindReader();
  reader.push(bytes);
  return reader.end(file);
}
