import { Schema, type Connection } from 'mongoose';
import { z } from 'zod';
import type { BodyVault } from '../bodies/body-vault.js';
import { OwnedCollection } from '../connection/owned-collection.js';
import type { OwnerId } from '../owner-id.js';

/** A file of a run's `/workspace`. */
export interface StoredFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Which run files are kept for. */
export interface WorkspacePlace {
  readonly runId: string;
  readonly conversationId: string;
}

interface PieceDocument extends WorkspacePlace {
  readonly _id: string;
  readonly userId: string;
  readonly workspaceId: string;
  readonly index: number;
  readonly body: Buffer;
}

const pieceSchema = new Schema<PieceDocument>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    runId: { type: String, required: true },
    conversationId: { type: String, required: true },
    workspaceId: { type: String, required: true },
    index: { type: Number, required: true },
    body: { type: Buffer, required: true },
  },
  { versionKey: false },
)
  .index({ userId: 1, workspaceId: 1, index: 1 })
  .index({ userId: 1, runId: 1 });

/** Characters of one document; MongoDB takes 16 MiB. */
const PIECE_CHARS = 4 * 1024 * 1024;

const filesSchema = z.array(z.object({ path: z.string(), base64: z.base64() }));

/** Files of runs that wait, encrypted. A saved workspace never changes: the next one has another id. */
export class RunWorkspaceRepository {
  readonly #stored: OwnedCollection<PieceDocument>;

  constructor(
    connection: Connection,
    private readonly bodies: BodyVault,
  ) {
    const name = { model: 'RunWorkspace', collection: 'runWorkspaces' };
    this.#stored = new OwnedCollection(connection, name, pieceSchema);
  }

  /** Makes the collection's indexes. */
  createIndexes(): Promise<void> {
    return this.#stored.createIndexes();
  }

  /** Keeps files under an id that was never used before. What is in them must be redacted already. */
  async save(owner: OwnerId, place: WorkspacePlace, workspaceId: string, files: readonly StoredFile[]): Promise<void> {
    const text = JSON.stringify(
      files.map(({ path, bytes }) => ({ path, base64: Buffer.from(bytes).toString('base64') })),
    );
    for (let index = 0; index * PIECE_CHARS < text.length; index++) {
      const piece = text.slice(index * PIECE_CHARS, (index + 1) * PIECE_CHARS);
      const id = `${workspaceId}-${index}`;
      const body = await this.bodies.seal(owner, piecePlace(id), piece);
      await this.#stored.insertSurely(owner, { ...place, _id: id, workspaceId, index, body });
    }
  }

  /** What was kept under an id; nothing when there is none. */
  async load(owner: OwnerId, workspaceId: string): Promise<StoredFile[]> {
    const pieces = await this.#stored.find(owner, { workspaceId }).sort({ index: 1 }).lean();
    const opened = await Promise.all(pieces.map(({ _id, body }) => this.bodies.open(owner, piecePlace(_id), body)));
    if (opened.length === 0) return [];
    const files = filesSchema.parse(JSON.parse(opened.join('')));
    return files.map(({ path, base64 }) => ({ path, bytes: Buffer.from(base64, 'base64') }));
  }

  async deleteOfRun(owner: OwnerId, runId: string): Promise<void> {
    await this.#stored.deleteMany(owner, { runId });
  }

  /** For an account that is deleted. */
  async deleteAll(owner: OwnerId): Promise<void> {
    await this.#stored.deleteMany(owner);
  }

  async deleteOfConversation(owner: OwnerId, conversationId: string): Promise<void> {
    await this.#stored.deleteMany(owner, { conversationId });
  }
}

function piecePlace(id: string) {
  return { collection: 'runWorkspaces', id, field: 'body' };
}
