import { operationalError } from '@cloakroom/platform';
import { RESTORE_MARKER } from '../archive/restore-marker.js';
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
    { collection: 'webhooks', field: 'envelope.keyId', known: new Set(known.vault), file: 'vault key files' },
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

/** Refuses to go on while a backup has been put back in part only. Throws an operational `AppError`, code `restore-unfinished`. */
export async function assertRestored(mongo: MongoConnection): Promise<void> {
  const { db } = mongo.authDatabase();
  const marker = await db.collection<{ _id: string }>(RESTORE_MARKER.collection).findOne({ _id: RESTORE_MARKER.id });
  if (marker === null) return;
  throw operationalError(
    'restore-unfinished',
    'A backup was put back in part only. Run the same `npm run vault -- restore FILE` again; it goes on where it stopped. Nothing was changed.',
  );
}
