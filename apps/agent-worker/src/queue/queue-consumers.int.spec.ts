import { QUEUE_NAMES, workerPresenceSchema } from '@cloakroom/contracts';
import { WorkerPresenceRegistry, createLogger } from '@cloakroom/platform';
import { WorkerWorld } from '@cloakroom/testing';
import { QueueConsumers } from './queue-consumers.js';

let world: WorkerWorld;

beforeAll(async () => {
  world = await WorkerWorld.open();
});

afterAll(async () => {
  await world.close();
});

const nothing = () => Promise.resolve();

it('a queue with two consumers, or with none, ends the start', async () => {
  const { connections, keys } = world.redis;
  const consumers = new QueueConsumers({ connections, keys });
  const workers = [consumers.open(QUEUE_NAMES[0], 1, nothing)];
  expect(() => consumers.open(QUEUE_NAMES[0], 1, nothing)).toThrow(`The queue ${QUEUE_NAMES[0]} has two consumers.`);
  expect(() => consumers.assertComplete()).toThrow(/Without a consumer: the queue .*secret-tasks/);
  for (const name of QUEUE_NAMES.slice(1)) workers.push(consumers.open(name, 1, nothing));
  expect(() => consumers.assertComplete()).not.toThrow();
  await Promise.all(workers.map((worker) => worker.close()));
}, 20_000);

it('a worker serves every queue, and says so', async () => {
  await world.startWorker({ SANDBOX_IDLE_JAVASCRIPT: '0', SANDBOX_IDLE_PYTHON: '0' });
  const logger = createLogger({ processName: 'test', level: 'silent' });
  const [worker] = await new WorkerPresenceRegistry(world.redis.connections, world.redis.keys, logger).list();
  expect(workerPresenceSchema.parse(worker).queues?.toSorted()).toEqual(QUEUE_NAMES.toSorted());
}, 60_000);
