import { QUEUE_NAMES, type Readiness, type WorkerPresence } from '@cloakroom/contracts';
import { Persistence } from '@cloakroom/persistence';
import { AgentRunQueue, AppError, RedisConnections, WorkerPresenceRegistry } from '@cloakroom/platform';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';

type PartHealth = Readiness['parts'][string];

const FRESH_MS = 1_000;
const PATIENCE_MS = 3_000;

/** The state of every part. Asked often and by anybody, so it is looked up at most once a second. */
@Injectable()
export class HealthService implements BeforeApplicationShutdown {
  #stopping = false;
  #last: { readonly at: number; readonly readiness: Promise<Readiness> } | null = null;

  constructor(
    private readonly persistence: Persistence,
    private readonly redis: RedisConnections,
    private readonly queue: AgentRunQueue,
    private readonly presence: WorkerPresenceRegistry,
  ) {}

  beforeApplicationShutdown(): void {
    this.#stopping = true;
    this.#last = null;
  }

  readiness(): Promise<Readiness> {
    if (this.#last === null || Date.now() - this.#last.at > FRESH_MS) {
      this.#last = { at: Date.now(), readiness: this.#look() };
    }
    return this.#last.readiness;
  }

  async #look(): Promise<Readiness> {
    const workers = await within(this.presence.list()).catch(() => []);
    const [mongo, redis, queue] = await Promise.all([
      partOf(() => this.persistence.mongo.ping(), 'answers'),
      partOf(() => this.redis.ping(), 'answers'),
      partOf(async () => {
        const { waiting, active } = await this.queue.depth();
        return `${waiting} waiting, ${active} running`;
      }),
    ]);
    const worker: PartHealth =
      workers.length > 0
        ? { status: 'up', detail: `${workers.length} alive` }
        : { status: 'down', detail: 'No worker is alive, so nothing is answered. Start the agent-worker.' };
    const gateway: PartHealth = this.#stopping
      ? { status: 'down', detail: 'is stopping' }
      : { status: 'up', detail: 'answers' };
    const parts = { gateway, mongo, redis, queue, worker, ...consumersOf(workers) };
    const up = Object.values(parts).every((part) => part.status === 'up');
    return { status: up ? 'up' : 'down', parts, workers };
  }
}

/** Only while a worker is alive: one that serves fewer queues is of another version, and their jobs would wait for ever. */
function consumersOf(workers: readonly WorkerPresence[]): { consumers?: PartHealth } {
  if (workers.length === 0) return {};
  const served = QUEUE_NAMES.map((name) => ({
    name,
    count: workers.filter(({ queues }) => queues?.includes(name) === true).length,
  }));
  const unserved = served.filter(({ count }) => count === 0).map(({ name }) => name);
  if (unserved.length === 0) {
    return { consumers: { status: 'up', detail: served.map(({ name, count }) => `${name}: ${count}`).join(', ') } };
  }
  const detail = `No worker takes jobs off ${unserved.join(', ')}. Start agent-workers of the gateway's version.`;
  return { consumers: { status: 'down', detail } };
}

async function partOf(look: () => Promise<unknown>, detail = ''): Promise<PartHealth> {
  try {
    const answer = await within(look());
    return { status: 'up', detail: typeof answer === 'string' ? answer : detail };
  } catch (error) {
    return { status: 'down', detail: error instanceof AppError ? error.message : 'does not answer' };
  }
}

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Took too long.')), PATIENCE_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
