import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const servicesSchema = z.object({ redisUrl: z.string() });

/** Address of the Redis that integration tests use: `CLOAKROOM_TEST_REDIS_URL`, else the one that the tools started. */
export function testRedisUrl(): string {
  const given = process.env.CLOAKROOM_TEST_REDIS_URL;
  if (given !== undefined && given !== '') return given;
  const file = join(import.meta.dirname, '../../../../.data/services.json');
  return servicesSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).redisUrl;
}
