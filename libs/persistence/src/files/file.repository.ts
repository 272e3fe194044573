/*
 * Files of one owner, encrypted under the owner's key in stretches, each bound to the owner, the file and its place in
 * it, so that none can be changed, moved, swapped or left out unnoticed. Not trusted: what is stored. In clear are ids,
 * sizes and times alone. At no time is more than one stretch in memory.
 */
import { fileViewSchema, type FileView } from '@cloakroom/contracts';
import { notFound } from '@cloakroom/platform';
import type { Connection } from 'mongoose';
import type { BodyVault } from '../bodies/body-vault.js';
import { OwnedCollection } from '../connection/owned-collection.js';
import type { OwnerId } from '../owner-id.js';
import { fileChunkSchema, fileSchema, type FileChunkDocument, type FileDocument } from './file.document.js';
import { FileKindReader } from './file-kind.js';

/** Bytes of content in one stretch. */
export const FILE_CHUNK_BYTES = 256 * 1024;

/** Room that one user's files may take. */
export interface FileRoom {
  readonly bytes: number;
  readonly files: number;
}

/** Most files of one user. */
const MAX_FILES = 5_000;

/** The room of one user whose files may take so many megabytes. */
export function fileRoom(megabytes: number): FileRoom {
  return { bytes: megabytes * 1_048_576, files: MAX_FILES };
}

/** A file about to be stored. */
export interface NewFile {
  readonly id: string;
  readonly name: string;
  /** As it was claimed. */
  readonly mediaType: string;
  /** `null`: it goes with no message yet. */
  readonly conversationId: string | null;
}

/** A file with what is told of it. */
export interface StoredFileEntry {
  readonly view: FileView;
  readonly conversationId: string | null;
}

/** See the head of this file. */
export class FileRepository {
  readonly #files: OwnedCollection<FileDocument>;
  readonly #chunks: OwnedCollection<FileChunkDocument>;

  constructor(
    connection: Connection,
    private readonly bodies: BodyVault,
  ) {
    this.#files = new OwnedCollection(connection, { model: 'File', collection: 'files' }, fileSchema);
    this.#chunks = new OwnedCollection(connection, { model: 'FileChunk', collection: 'fileChunks' }, fileChunkSchema);
  }

  /** Makes the collections' indexes. */
  async createIndexes(): Promise<void> {
    await this.#files.createIndexes();
    await this.#chunks.createIndexes();
  }

  /**
   * Keeps room for a file of at most `bytes`; `false` when there is none. Of several at the same time each counts the
   * others, so that together they never take more than there is.
   */
  async reserve(owner: OwnerId, file: NewFile, bytes: number, room: FileRoom): Promise<boolean> {
    const { id, conversationId } = file;
    const state = 'uploading' as const;
    await this.#files.insert(owner, { _id: id, conversationId, state, bytes, body: null, createdAt: new Date() });
    const all = await this.#files.find(owner, {}, { bytes: 1 }).lean();
    const total = all.reduce((sum, each) => sum + each.bytes, 0);
    if (all.length <= room.files && total <= room.bytes) return true;
    await this.discard(owner, id);
    return false;
  }

  /** Stores the content of a file that has its room, and what it is. What throws in `content` is thrown on. */
  async store(
    owner: OwnerId,
    { id, name, mediaType }: NewFile,
    content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<FileView> {
    const kind = new FileKindReader();
    let index = 0;
    let bytes = 0;
    for await (const chunk of evenChunks(content)) {
      kind.push(chunk);
      const chunkId = `${id}-${index}`;
      const body = await this.bodies.sealBytes(owner, chunkPlace(id, index), chunk);
      await this.#chunks.insert(owner, { _id: chunkId, fileId: id, index, body });
      bytes += chunk.length;
      index++;
    }
    const view: FileView = { id, name, bytes, ...kind.end({ name, mediaType }) };
    const body = await this.bodies.sealJson(owner, filePlace(id), view);
    const change = { $set: { state: 'stored' as const, bytes, body } };
    const { matchedCount } = await this.#files.updateOne(owner, { _id: id }, change);
    if (matchedCount === 0) throw notFound('file');
    return view;
  }

  /** Throws `not-found`; a file that is still coming in is not there. */
  async find(owner: OwnerId, id: string): Promise<StoredFileEntry> {
    const found = await this.#files.findOne(owner, { _id: id, state: 'stored' }).lean();
    if (found?.body == null) throw notFound('file');
    return this.toEntry(owner, found, found.body);
  }

  /** Those of the named that are there, in no order. */
  async listByIds(owner: OwnerId, ids: readonly string[]): Promise<StoredFileEntry[]> {
    const found = await this.#files.find(owner, { _id: { $in: [...ids] }, state: 'stored' }).lean();
    return Promise.all(found.flatMap((file) => (file.body === null ? [] : [this.toEntry(owner, file, file.body)])));
  }

  /** The content in stretches. Throws `not-found` when a part is missing, `BodyCipherError` when one was changed. */
  async *read(owner: OwnerId, { id, bytes }: Pick<FileView, 'id' | 'bytes'>): AsyncGenerator<Buffer> {
    let left = bytes;
    for (let index = 0; left > 0; index++) {
      const chunk = await this.#chunks.findOne(owner, { fileId: id, index }).lean();
      if (chunk === null) throw notFound('file');
      const content = await this.bodies.openBytes(owner, chunkPlace(id, index), chunk.body);
      left -= content.length;
      yield content;
    }
  }

  /** Takes a file into a conversation. `false` when it is gone, or in another one. Repeating it changes nothing. */
  async attach(owner: OwnerId, id: string, conversationId: string): Promise<boolean> {
    const free = { _id: id, state: 'stored' as const, conversationId: { $in: [null, conversationId] } };
    const { matchedCount } = await this.#files.updateOne(owner, free, { $set: { conversationId } });
    return matchedCount > 0;
  }

  /** Deletes a file that went with no message; `false` when it did, or is not there. */
  async deleteUnsent(owner: OwnerId, id: string): Promise<boolean> {
    const { deletedCount } = await this.#files.deleteOne(owner, { _id: id, conversationId: null });
    if (deletedCount === 0) return false;
    await this.#chunks.deleteMany(owner, { fileId: id });
    return true;
  }

  /** Deletes a file, whatever became of it. */
  async discard(owner: OwnerId, id: string): Promise<void> {
    await this.#chunks.deleteMany(owner, { fileId: id });
    await this.#files.deleteOne(owner, { _id: id });
  }

  async deleteOfConversation(owner: OwnerId, conversationId: string): Promise<void> {
    for (const { _id } of await this.#files.find(owner, { conversationId }, { _id: 1 }).lean()) {
      await this.discard(owner, _id);
    }
  }

  private async toEntry(owner: OwnerId, { _id, conversationId }: FileDocument, body: Buffer): Promise<StoredFileEntry> {
    const view = fileViewSchema.parse(await this.bodies.openJson(owner, filePlace(_id), body));
    return { view, conversationId };
  }
}

/** The same bytes in stretches of one length; the last may be shorter. */
async function* evenChunks(content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Buffer> {
  let pieces: Uint8Array[] = [];
  let held = 0;
  for await (const piece of content) {
    for (let at = 0; at < piece.length;) {
      const part = piece.subarray(at, at + FILE_CHUNK_BYTES - held);
      pieces.push(part);
      held += part.length;
      at += part.length;
      if (held < FILE_CHUNK_BYTES) continue;
      yield Buffer.concat(pieces);
      pieces = [];
      held = 0;
    }
  }
  if (held > 0) yield Buffer.concat(pieces);
}

function filePlace(id: string) {
  return { collection: 'files', id, field: 'body' };
}

function chunkPlace(fileId: string, index: number) {
  return { collection: 'fileChunks', id: fileId, field: `chunk-${index}` };
}
