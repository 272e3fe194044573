import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  QUEUE_NAMES,
  problemSchema,
  readinessSchema,
  systemViewSchema,
  type WorkerPresence,
} from '@cloakroom/contracts';
import { WorkerPresenceRegistry, createLogger } from '@cloakroom/platform';
import { waitUntil } from '@cloakroom/testing';
import { TEST_ORIGIN, type TestGateway, startTestGateway } from '../testing/test-gateway.js';
import { TestPerson, sendRequest } from '../testing/test-person.js';
import { TestSocket } from '../testing/test-socket.js';

const presence: WorkerPresence = {
  workerId: 'worker-of-this-test',
  startedAt: 1,
  isolation: {
    level: 'strict',
    layers: ['namespaces'],
    missing: [],
    python: { available: true, requests: true, remedy: null },
  },
  hostOverrides: [{ host: 'api.example.com', target: 'http://127.0.0.1:1' }],
  model: { kind: 'demo', name: 'played' },
  queues: [...QUEUE_NAMES],
  figures: {
    sandbox: { ready: { javascript: 2, python: 1 }, busy: 3, queued: 4, rssBytes: 500 },
    rssBytes: 100,
    runsActive: 2,
    runs: [{ status: 'finished', count: 7 }],
    toolCalls: [{ language: 'python', error: 'TIMEOUT', count: 5 }],
    requests: [{ outcome: 'denied', count: 6 }],
  },
};

describe('what holds for every request', () => {
  let gateway: TestGateway;
  let person: TestPerson;
  let site: string;

  beforeAll(async () => {
    site = await mkdtemp(join(tmpdir(), 'cloakroom-site-'));
    await mkdir(join(site, 'assets'));
    await writeFile(join(site, 'index.html'), '<!doctype html><title>The page</title>');
    await writeFile(join(site, 'boot.js'), 'void 0');
    await writeFile(join(site, 'assets', 'index-1a2b3c.js'), 'void 0');
    gateway = await startTestGateway({ WEB_DIST_DIR: site });
    person = await TestPerson.signUp(gateway);
  }, 30_000);
  afterAll(async () => {
    await gateway.close();
    await rm(site, { recursive: true });
  });

  describe('origin', () => {
    const secret = { name: 'NEVER_STORED', value: 'v' };
    const foreign = ['https://evil.example', 'null', `${TEST_ORIGIN}.evil.example`, 'http://localhost:1', 'file://'];

    it.each(foreign)('refuses what %s sends to change something', async (origin) => {
      for (const [method, path] of [
        ['POST', '/api/v1/secrets'],
        ['PATCH', '/api/v1/secrets/x'],
        ['DELETE', '/api/v1/secrets/x'],
        ['POST', '/api/auth/sign-out'],
        ['POST', '/api/auth/sign-in/email'],
      ] as const) {
        const answer = await person.request(method, path, secret, { origin });
        expect(answer).toMatchObject({ status: 403, body: { code: 'origin-refused' } });
      }
      expect((await person.request('GET', '/api/v1/secrets')).body).toEqual({ secrets: [] });
    });

    it('refuses a cookie without an origin, and takes the other names of this machine', async () => {
      expect((await person.request('POST', '/api/v1/secrets', secret, { origin: null })).status).toBe(403);
      for (const [index, host] of ['localhost', '127.0.0.1', '[::1]'].entries()) {
        const body = { name: `FROM_LOOPBACK_${index}`, value: 'v' };
        const answer = await person.request('POST', '/api/v1/secrets', body, { origin: `http://${host}:4321` });
        expect(answer.status).toBe(201);
      }
    });

    it('opens no socket for another site or without an origin', async () => {
      for (const origin of foreign) {
        await expect(TestSocket.connect(gateway.url, { origin, cookie: person.cookie })).rejects.toThrow();
      }
      await expect(TestSocket.connect(gateway.url, { cookie: person.cookie })).rejects.toThrow();
      const own = await TestSocket.connect(gateway.url, { origin: 'http://127.0.0.1:4321', cookie: person.cookie });
      expect(own.client.connected).toBe(true);
      own.close();
    });

    it('tells no other origin that it may read answers', async () => {
      const answer = await person.request('GET', '/api/v1/secrets', undefined, { origin: 'https://evil.example' });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    });
  });

  describe('errors', () => {
    it('answers problem details to every kind of trouble, without a stack or a path', async () => {
      const answers = [
        await person.request('GET', '/api/v1/nothing-here'),
        await person.request('POST', '/api/v1/secrets', '{"name": '),
        await person.request('PATCH', '/api/v1/secrets/not-an-id', { description: 'x' }),
        await sendRequest(gateway, ['GET', '/api/v1/secrets']),
        await person.request('GET', '/api/v1/conversations?limit=0'),
      ];
      expect(answers.map(({ status }) => status)).toEqual([404, 400, 400, 401, 400]);
      for (const { body, status, text, headers } of answers) {
        expect(problemSchema.strict().parse(body).status).toBe(status);
        expect(headers.get('content-type')).toContain('application/problem+json');
        expect(text).not.toMatch(/node_modules|\.ts|\n\s+at /);
      }
    });
  });

  describe('the page', () => {
    const page = (path: string, accept = 'text/html') =>
      sendRequest(gateway, ['GET', path], undefined, { origin: null, headers: { accept } });

    it('is given for every address that a browser opens', async () => {
      for (const path of ['/', '/secrets', '/c/5f0c1d2e', '/settings?tab=x']) {
        const answer = await page(path);
        expect(answer).toMatchObject({ status: 200, text: expect.stringContaining('The page') as unknown });
        expect(answer.headers.get('cache-control')).toBe('no-cache');
      }
    });

    it('lets files with a hash be kept for ever, and answers 404 to one that is not there', async () => {
      const asset = await page('/assets/index-1a2b3c.js', '*/*');
      expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect((await page('/boot.js', '*/*')).headers.get('cache-control')).toBe('no-cache');
      expect((await page('/assets/gone.js', '*/*')).status).toBe(404);
      expect((await page('/assets/..%2f..%2fpackage.json', '*/*')).status).toBe(403);
    });

    it('does not stand in for the API', async () => {
      for (const path of ['/api/v1/nothing', '/health/nothing']) expect((await page(path)).status).toBe(404);
    });

    it('comes with a policy that lets no inline script and no foreign origin in', async () => {
      const policy = (await page('/')).headers.get('content-security-policy') ?? '';
      const directives = new Map(
        policy
          .split(';')
          .map((text) => text.trim().split(' '))
          .map(([name, ...rest]) => [name, rest]),
      );
      expect(directives.get('default-src')).toEqual(["'none'"]);
      expect(directives.get('script-src')).toEqual(["'self'"]);
      expect(directives.get('require-trusted-types-for')).toEqual(["'script'"]);
      expect(directives.get('trusted-types')).toEqual(['default', 'dompurify']);
      expect(directives.get('frame-ancestors')).toEqual(["'none'"]);
      expect(directives.get('base-uri')).toEqual(["'none'"]);
      expect(directives.has('upgrade-insecure-requests')).toBe(false);
      const headers = (await page('/')).headers;
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('strict-transport-security')).toBeNull();
    });
  });

  describe('health', () => {
    const ready = async () => {
      const answer = await sendRequest(gateway, ['GET', '/health/ready']);
      return { status: answer.status, readiness: readinessSchema.parse(answer.body) };
    };

    it('is alive whatever else is not', async () => {
      const answer = await sendRequest(gateway, ['GET', '/health/live']);
      expect(answer).toMatchObject({ status: 200, body: { status: 'up' } });
    });

    it('is ready when databases answer and a worker is there, and shows what the worker runs on', async () => {
      const alone = await ready();
      expect(alone).toMatchObject({
        status: 503,
        readiness: { status: 'down', parts: { worker: { status: 'down' } } },
      });
      const registry = new WorkerPresenceRegistry(
        gateway.redis,
        gateway.keys,
        createLogger({ processName: 'test', level: 'silent' }),
      );
      const leave = await registry.announce(() => presence);
      const deadline = Date.now() + 5_000;
      let last = await ready();
      while (last.status !== 200 && Date.now() < deadline) last = await ready();
      expect(last).toMatchObject({
        status: 200,
        readiness: { parts: { mongo: { status: 'up' }, redis: { status: 'up' } } },
      });
      expect(last.readiness.workers).toEqual([presence]);
      const system = systemViewSchema.parse((await person.request('GET', '/api/v1/system')).body);
      expect(system).toMatchObject({ model: presence.model, hostOverrides: presence.hostOverrides });
      const { text } = await sendRequest(gateway, ['GET', '/metrics']);
      const worker = 'worker="worker-of-this-test"';
      for (const line of [
        `worker_up{${worker},isolation="strict",process="gateway"} 1`,
        `sandbox_processes{${worker},state="ready",language="javascript",process="gateway"} 2`,
        `sandbox_processes{${worker},state="busy",language="any",process="gateway"} 3`,
        `sandbox_waiting_calls{${worker},process="gateway"} 4`,
        `worker_resident_bytes{${worker},of="sandboxes",process="gateway"} 500`,
        `worker_resident_bytes{${worker},of="worker",process="gateway"} 100`,
        `worker_active_runs{${worker},process="gateway"} 2`,
        `worker_runs_total{${worker},status="finished",process="gateway"} 7`,
        `worker_tool_calls_total{${worker},language="python",error="TIMEOUT",process="gateway"} 5`,
        `worker_egress_requests_total{${worker},outcome="denied",process="gateway"} 6`,
      ]) {
        expect(text).toContain(`\ncloakroom_${line}\n`);
      }
      await leave();
    });

    it('is not ready when there are workers, but a queue that none of them takes jobs off', async () => {
      const registry = new WorkerPresenceRegistry(
        gateway.redis,
        gateway.keys,
        createLogger({ processName: 'test', level: 'silent' }),
      );
      const [left, ...others] = QUEUE_NAMES;
      const leave = await registry.announce(() => ({ ...presence, workerId: 'an-older-worker', queues: others }));
      await waitUntil('the queue without a consumer to be told', async () => {
        const { status, readiness } = await ready();
        return status === 503 && readiness.parts['consumers']?.detail.includes(left) === true;
      });
      expect((await ready()).readiness.parts['consumers']?.detail).toMatch(/^No worker takes jobs off agent-run\./);
      await leave();
    });

    it('counts for Prometheus', async () => {
      const socket = await person.connect();
      const { text, status } = await sendRequest(gateway, ['GET', '/metrics']);
      expect(status).toBe(200);
      expect(text).toMatch(/^cloakroom_gateway_sockets\{process="gateway"\} 1$/m);
      socket.close();
    });
  });
});
