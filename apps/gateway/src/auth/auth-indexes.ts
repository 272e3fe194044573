import type { Persistence } from '@cloakroom/persistence';

/** Fields whose values may be there once. The names are those that better-auth's adapter gives its own indexes. */
const UNIQUE = [
  { collection: 'user', field: 'email' },
  { collection: 'session', field: 'token' },
  { collection: 'rateLimit', field: 'key' },
] as const;

/**
 * Makes the indexes that decide who is first, before anybody can ask. The adapter would begin them with the first
 * request: on a new database two accounts of one address, or tries that nobody counts, could come before they stand.
 */
export async function ensureAuthIndexes({ mongo }: Persistence): Promise<void> {
  const { db } = mongo.authDatabase();
  for (const { collection, field } of UNIQUE) {
    await db
      .collection(collection)
      .createIndex({ [field]: 1 }, { unique: true, name: `${collection}_${field}_uidx` }, {});
  }
}
