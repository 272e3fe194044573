import { operationalError } from '@cloakroom/platform';
import type { MongoConnection } from './mongo-connection.js';

/** Ids of the keys that a process has. */
export interface KnownKeyIds {
  readonly chat: Iterable<string>;
  readonly vault: Iterable<string>;
}

/**
 * Refuses to go on with keys that are not the ones the stored data was written with, as after a lost key folder.
 * Reads only. Throws an operational `AppError`, code `keys-unknown`, that says what to restore.
 */
export async function assertKeysFit(mongo: MongoConnection, known: KnownKeyIds): Promise<void> {
  const { db } = mongo.authDatabase();
  const checks = [
    { collection: 'secrets', field: 'envelope.keyId', known: new Set(known.vault), file: 'vault key files' },
    { collection: 'userKeys', field: 'kekId', known: new Set(known.chat), file: 'chat key file' },
  ];
  for (const { collection, field, known: ids, file } of checks) {
    const used: unknown[] = await db.collection(collection).distinct(field);
    if (used.every((id) => typeof id === 'string' && ids.has(id))) continue;
    throw operationalError(
      'keys-unknown',
      `The ${file} are not those that the stored data was written with, so it could not be read. Restore the keys folder that belongs to this database from a backup, or start with empty data. Nothing was changed.`,
    );
  }
}
