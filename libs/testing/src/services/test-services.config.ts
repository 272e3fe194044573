import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const servicesSchema = z.object({ mongoUri: z.string(), redisUrl: z.string() });

/** Addresses of the services that integration tests use. */
export interface TestServices {
  /** With a database of its own for `databaseName`. */
  mongoUri(databaseName: string): string;
  readonly redisUrl: string;
}

/**
 * Finds the test services: `CLOAKROOM_TEST_MONGODB_URI` and `CLOAKROOM_TEST_REDIS_URL`, else what `tools/services.mjs up`
 * wrote down. Throws with that command when there are none.
 */
export function testServices(): TestServices {
  const written = readWritten();
  const mongoUri = process.env.CLOAKROOM_TEST_MONGODB_URI ?? written?.mongoUri;
  const redisUrl = process.env.CLOAKROOM_TEST_REDIS_URL ?? written?.redisUrl;
  if (mongoUri === undefined || redisUrl === undefined) {
    throw new TypeError('No test services. Start them with: node tools/services.mjs up');
  }
  return {
    redisUrl,
    mongoUri: (databaseName) => {
      const url = new URL(mongoUri);
      url.pathname = `/${databaseName}`;
      return url.href;
    },
  };
}

function readWritten(): z.infer<typeof servicesSchema> | null {
  const file = join(import.meta.dirname, '../../../../.data/services.json');
  try {
    return servicesSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}
