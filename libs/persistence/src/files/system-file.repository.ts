import { UNSENT_FILE_MS } from '@cloakroom/contracts';
import type { Connection, Model, QueryFilter } from 'mongoose';
import { ownerId, type OwnerId } from '../owner-id.js';
import { fileSchema, type FileDocument } from './file.document.js';

/** A file that comes in takes no longer than this, in milliseconds. */
const UPLOAD_MS = 60 * 60 * 1_000;

/** Where a file is, and whose it is. */
export interface FilePlace {
  readonly id: string;
  readonly owner: OwnerId;
}

/** Files of all owners, for the sweeper; it never learns what is in them or what they are called. */
export class SystemFileRepository {
  readonly #model: Model<FileDocument>;

  constructor(connection: Connection) {
    this.#model = connection.model<FileDocument>('SystemFile', fileSchema, 'files');
  }

  /** Files that went with no message in their time, oldest first. */
  findUnsent(now = new Date(), limit = 100): Promise<FilePlace[]> {
    const before = new Date(now.getTime() - UNSENT_FILE_MS);
    return this.#list({ conversationId: null, createdAt: { $lt: before } }, limit);
  }

  /** Files that never came in whole, oldest first. */
  findBroken(now = new Date(), limit = 100): Promise<FilePlace[]> {
    return this.#list({ state: 'uploading', createdAt: { $lt: new Date(now.getTime() - UPLOAD_MS) } }, limit);
  }

  async #list(filter: QueryFilter<FileDocument>, limit: number): Promise<FilePlace[]> {
    const found = await this.#model.find(filter, { userId: 1 }).sort({ createdAt: 1 }).limit(limit).lean();
    return found.map(({ _id, userId }) => ({ id: _id, owner: ownerId(userId) }));
  }
}
