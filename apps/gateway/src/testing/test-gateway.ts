import { randomUUID } from 'node:crypto';
import { Persistence } from '@cloakroom/persistence';
import { RedisConnections, RedisKeys, createLogger } from '@cloakroom/platform';
import { testServices } from '@cloakroom/testing';
import { type GatewayConfig, readGatewayConfig } from '../config/gateway.config.js';
import { type RunningGateway, startGateway } from '../start-gateway.js';
import { makeTestKeys } from './test-keys.js';

/** The origin that the page of a test gateway has. */
export const TEST_ORIGIN = 'http://localhost:4321';

/** A whole gateway on a free port, with a database and a key prefix of its own. */
export interface TestGateway {
  readonly url: string;
  /** What it runs with; a second gateway started with it shares its data. */
  readonly config: GatewayConfig;
  readonly running: RunningGateway;
  readonly persistence: Persistence;
  readonly redis: RedisConnections;
  readonly keys: RedisKeys;
  /** Everything it has logged, at level `trace`. */
  logText(): string;
  close(): Promise<void>;
}

/** Starts one; `environment` wins over the defaults. Close it in `afterAll`. */
export async function startTestGateway(environment: Readonly<Record<string, string>> = {}): Promise<TestGateway> {
  const services = testServices();
  const name = `gateway-${randomUUID().slice(0, 8)}`;
  const keyFiles = await makeTestKeys();
  const config = readGatewayConfig({
    PORT: '0',
    PUBLIC_URL: TEST_ORIGIN,
    MONGODB_URI: services.mongoUri(name),
    REDIS_URL: services.redisUrl,
    QUEUE_PREFIX: name,
    SIGN_IN_TRIES_PER_MINUTE: '1000',
    ...keyFiles.environment,
    ...environment,
  });
  const lines: string[] = [];
  const destination = { write: (line: string): void => void lines.push(line) };
  const running = await startGateway(config, createLogger({ processName: 'gateway', level: 'trace', destination }));
  const persistence = running.app.get(Persistence);
  const redis = running.app.get(RedisConnections);
  return {
    url: `http://127.0.0.1:${running.port}`,
    config,
    running,
    persistence,
    redis,
    keys: running.app.get(RedisKeys),
    logText: () => lines.join(''),
    close: async () => {
      await persistence.mongo.connection.dropDatabase();
      await running.close();
      await removeKeys(services.redisUrl, name);
      await keyFiles.remove();
    },
  };
}

async function removeKeys(url: string, prefix: string): Promise<void> {
  const logger = createLogger({ processName: 'test', level: 'silent' });
  const redis = new RedisConnections({ url, patience: 'fail-fast', logger });
  const left = await redis.commands.keys(`${prefix}:*`);
  if (left.length > 0) await redis.commands.del(left);
  await redis.close();
}
