import { randomUUID } from 'node:crypto';
import { createLogger } from '../logging/logger.js';
import { WorkerPresenceRegistry } from '../presence/worker-presence.registry.js';
import { AgentRunQueue } from '../queues/agent-run.queue.js';
import { RunSignals } from '../runs/run-signals.js';
import { UserSignals } from '../runs/user-signals.js';
import { RedisConnections } from './redis-connections.js';
import { RedisKeys } from './redis-keys.js';
import { RedisSubscriber } from './redis-subscriber.js';
import { testRedisUrl } from '../testing/test-redis.config.js';

const url = testRedisUrl();
const logger = createLogger({ processName: 'test', level: 'silent' });
const keys = new RedisKeys(`test-${randomUUID()}`);
const connections = new RedisConnections({ url, patience: 'fail-fast', logger });
const subscriber = new RedisSubscriber(connections, logger);

afterAll(async () => {
  const left = await connections.commands.keys(`${keys.prefix}*`);
  if (left.length > 0) await connections.commands.del(...left);
  await connections.close();
});

describe('signals', () => {
  it('carry a run id to whoever listens, and drop what is none', async () => {
    const signals = new RunSignals(connections, subscriber, keys);
    const runId = randomUUID();
    const heard = new Promise<string>(
      (resolve) =>
        void signals.onCancel(resolve).then(async () => {
          await connections.commands.publish(keys.cancelChannel, 'not an id');
          await signals.cancel(runId);
        }),
    );
    expect(await heard).toBe(runId);
  });

  it('carry a change of a conversation in ids', async () => {
    const signals = new UserSignals(connections, subscriber, keys);
    const change = {
      userId: 'user-1',
      conversationId: randomUUID(),
      reason: 'run-ended' as const,
      runId: randomUUID(),
    };
    const heard = new Promise<unknown>(
      (resolve) =>
        void signals.onConversationChanged(resolve).then(async () => {
          await connections.commands.publish(keys.userChannel, '{');
          await signals.conversationChanged(change);
        }),
    );
    expect(await heard).toEqual(change);
  });
});

describe('presence', () => {
  it('lists announced workers until they leave', async () => {
    const presence = new WorkerPresenceRegistry(connections, keys, logger);
    const worker = {
      workerId: randomUUID(),
      startedAt: 1,
      isolation: {
        level: 'strict' as const,
        layers: ['no-new-privs'],
        missing: [],
        python: { available: true, requests: true, remedy: null },
      },
      hostOverrides: [{ host: 'api.x.com', target: 'http://127.0.0.1:1' }],
      model: { kind: 'demo' as const, name: 'demo' },
    };
    const leave = await presence.announce(() => worker);
    await connections.commands.sadd(keys.workers, 'a worker that died');
    expect(await presence.list()).toEqual([worker]);
    expect(await connections.commands.smembers(keys.workers)).toEqual([worker.workerId]);
    expect(await connections.commands.pttl(keys.worker(worker.workerId))).toBeGreaterThan(0);
    await leave();
    expect(await presence.list()).toEqual([]);
  });
});

describe('AgentRunQueue', () => {
  it('keeps one job per run and attempt, which holds an id and nothing else', async () => {
    const queue = new AgentRunQueue(connections, keys);
    const runId = randomUUID();
    await Promise.all([queue.enqueue(runId, 0), queue.enqueue(runId, 0), queue.enqueue(runId, 1)]);
    expect(await queue.depth()).toEqual({ waiting: 2, active: 0 });
    const job = await connections.commands.hget(`${keys.queues}:agent-run:${runId}-0`, 'data');
    expect(JSON.parse(job ?? 'null')).toEqual({ runId });
    await queue.close();
  });
});

describe('RedisConnections', () => {
  it('answers a ping, and says in time when there is no Redis', async () => {
    await expect(connections.ping()).resolves.toBeUndefined();
    const nowhere = new RedisConnections({ url: 'redis://127.0.0.1:1', patience: 'fail-fast', logger });
    const before = Date.now();
    await expect(nowhere.ping()).rejects.toMatchObject({ code: 'redis-down', kind: 'operational' });
    await expect(new AgentRunQueue(nowhere, keys).enqueue(randomUUID(), 0)).rejects.toThrow();
    expect(Date.now() - before).toBeLessThan(6_000);
    await nowhere.close();
  });

  it('accepts a Redis that never evicts', async () => {
    await expect(connections.assertNoEviction()).resolves.toBeUndefined();
  });
});
