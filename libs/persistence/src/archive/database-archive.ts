import { conflict, operationalError } from '@cloakroom/platform';
import { mongo, type Connection } from 'mongoose';
import { RESTORE_MARKER } from './restore-marker.js';

/** One stored document as a line of a backup: MongoDB's canonical Extended JSON, which keeps every type. */
export interface ArchivedDocument {
  readonly collection: string;
  readonly document: Record<string, unknown>;
}

const { EJSON } = mongo.BSON;

/** Numbers and bytes in the types they are stored in, not in JavaScript's. */
const AS_STORED = { promoteValues: false, promoteBuffers: false, bsonRegExp: true } as const;

/** All documents of a database, out and in again. For the operator's vault command alone. */
export class DatabaseArchive {
  constructor(private readonly connection: Connection) {}

  /** Every document of every collection. Documents that change meanwhile come as they are when they are read. */
  async *documents(): AsyncGenerator<ArchivedDocument> {
    for (const collection of await this.#collections()) {
      for await (const found of this.#db().collection(collection).find({}, AS_STORED).sort({ _id: 1 })) {
        yield { collection, document: EJSON.serialize(found, { relaxed: false }) };
      }
    }
  }

  /**
   * Begins a restore of the backup `backupId`, or goes on with one that was interrupted. Throws `database-not-empty` (409)
   * when there is anything else in the database, and writes nothing then.
   */
  async begin(backupId: string): Promise<void> {
    const markers = this.#markers();
    const marker = await markers.findOne({ _id: RESTORE_MARKER.id });
    if (marker?.backupId === backupId) return;
    const taken = await this.#count();
    if (marker !== null || taken > 0) {
      throw conflict(
        'database-not-empty',
        `The database already holds ${taken} documents. Restore into an empty one: name another in MONGODB_URI, or use another data folder (--data DIR). Nothing was changed.`,
      );
    }
    await markers.insertOne({ _id: RESTORE_MARKER.id, backupId });
  }

  /** Stores one document; once more changes nothing. */
  async put({ collection, document }: ArchivedDocument): Promise<void> {
    const { _id, ...fields } = EJSON.deserialize(document) as mongo.BSON.Document & { _id: string };
    await this.#db().collection<{ _id: string }>(collection).replaceOne({ _id }, fields, { upsert: true });
  }

  /** Ends a restore: servers may start on the database. */
  async finish(): Promise<void> {
    await this.#markers().deleteOne({ _id: RESTORE_MARKER.id });
  }

  async #collections(): Promise<string[]> {
    const all = await this.#db().listCollections({}, { nameOnly: true }).toArray();
    const names = all.map(({ name }) => name).filter((name) => !name.startsWith('system.'));
    return names.filter((name) => name !== RESTORE_MARKER.collection).sort();
  }

  async #count(): Promise<number> {
    let count = 0;
    for (const name of await this.#collections()) count += await this.#db().collection(name).countDocuments();
    return count;
  }

  #markers() {
    return this.#db().collection<{ _id: string; backupId: string }>(RESTORE_MARKER.collection);
  }

  #db() {
    const { db } = this.connection;
    if (db === undefined) throw operationalError('mongo-unreachable', 'The connection to MongoDB is not open.');
    return db;
  }
}
