import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { createLogger } from '@cloakroom/platform';
import { testServices, waitUntil } from '@cloakroom/testing';
import { readGatewayConfig } from './config/gateway.config.js';
import { startGateway } from './start-gateway.js';
import { startTestGateway } from './testing/test-gateway.js';
import { makeTestKeys, type TestKeys } from './testing/test-keys.js';
import { TestPerson } from './testing/test-person.js';

async function listenAnywhere(): Promise<{ server: Server; port: number }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

describe('starting the gateway', () => {
  let keys: TestKeys;

  beforeAll(async () => {
    keys = await makeTestKeys();
  });
  afterAll(() => keys.remove());

  const start = (environment: Readonly<Record<string, string>>) => {
    const services = testServices();
    const config = readGatewayConfig({
      PORT: '0',
      MONGODB_URI: services.mongoUri('gateway-never-started'),
      REDIS_URL: services.redisUrl,
      ...keys.environment,
      ...environment,
    });
    return startGateway(config, createLogger({ processName: 'test', level: 'silent' }));
  };

  async function fileWith(text: string, mode = 0o600): Promise<string> {
    const file = join(keys.folder, `${Math.random().toString(36).slice(2)}.json`);
    await writeFile(file, text);
    await chmod(file, mode);
    return file;
  }

  it('names what is missing in the environment, and never what was there', () => {
    const environment = { MONGODB_URI: 'mongodb://user:hunter2@db', PORT: 'hunter2', MODEL_KIND: 'hunter2' };
    const read = () => readGatewayConfig(environment);
    expect(read).toThrow(/REDIS_URL is not set/);
    expect(read).toThrow(/PORT/);
    expect(read).not.toThrow(/hunter2/);
  });

  it.each([
    ['VAULT_PUBLIC_KEY_FILE', 'KEY_FILE_MISSING'],
    ['CHAT_KEY_FILE', 'KEY_FILE_MISSING'],
    ['AUTH_SECRET_FILE', 'auth-secret'],
  ])('refuses without the file of %s', async (name, code) => {
    await expect(start({ [name]: join(keys.folder, 'not-there.json') })).rejects.toMatchObject({ code });
  });

  it('refuses a sign-in secret that is short, damaged or readable by others', async () => {
    const files = [
      await fileWith(JSON.stringify({ secret: 'short' })),
      await fileWith('{"secret": '),
      await fileWith(JSON.stringify({ secret: 'x'.repeat(40) }), 0o644),
    ];
    for (const file of files) {
      await expect(start({ AUTH_SECRET_FILE: file })).rejects.toMatchObject({ code: 'auth-secret' });
    }
  });

  it('refuses when Redis does not answer, and says so without its address', async () => {
    const refusal = start({ REDIS_URL: 'redis://user:hunter2@127.0.0.1:1' });
    await expect(refusal).rejects.toMatchObject({ code: 'redis-down' });
    await expect(refusal).rejects.not.toThrow(/hunter2/);
  }, 20_000);

  it('refuses when MongoDB does not answer, and says so without its address', async () => {
    const refusal = start({ MONGODB_URI: 'mongodb://user:hunter2@127.0.0.1:1/db' });
    await expect(refusal).rejects.toMatchObject({ code: 'mongo-unreachable' });
    await expect(refusal).rejects.not.toThrow(/hunter2/);
  }, 20_000);

  it('refuses a folder without a page', async () => {
    await expect(start({ WEB_DIST_DIR: keys.folder })).rejects.toMatchObject({ code: 'no-page' });
  });

  it('refuses a port that is taken', async () => {
    const { server, port } = await listenAnywhere();
    await expect(start({ PORT: String(port) })).rejects.toMatchObject({ code: 'port-taken' });
    server.close();
  });

  it('refuses a Redis that may drop keys, and says what to set', async () => {
    const { server, port } = await listenAnywhere();
    server.close();
    await once(server, 'close');
    const policy = ['--maxmemory', '50mb', '--maxmemory-policy', 'allkeys-lru'];
    const redis = spawn('redis-server', ['--port', String(port), '--save', '', ...policy], { stdio: 'ignore' });
    try {
      await expect(start({ REDIS_URL: `redis://127.0.0.1:${port}` })).rejects.toThrow('maxmemory-policy noeviction');
    } finally {
      redis.kill('SIGKILL');
      await once(redis, 'exit');
    }
  }, 20_000);
});

describe('closing the gateway', () => {
  it('ends its sockets, takes no more requests and leaves nothing open, well within its time', async () => {
    const gateway = await startTestGateway();
    const person = await TestPerson.signUp(gateway);
    const sockets = await Promise.all([person.connect(), person.connect()]);
    const ended = Promise.all(sockets.map((socket) => socket.ended));
    const begun = performance.now();
    await gateway.close();
    await ended;
    expect(performance.now() - begun).toBeLessThan(10_000);
    await expect(fetch(`${gateway.url}/health/live`)).rejects.toThrow();
    await waitUntil('the connection to MongoDB is closed', () => {
      return gateway.persistence.mongo.connection.readyState.valueOf() === 0;
    });
  });
});
