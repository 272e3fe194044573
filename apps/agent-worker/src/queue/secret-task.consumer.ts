import { SECRET_TASK_QUEUE, type SecretTaskJob, secretTaskJobSchema } from '@cloakroom/contracts';
import type { Logger } from '@cloakroom/platform';
import { DelayedError, type Job, type Worker } from 'bullmq';
import type { SecretTasks } from '../history/secret-task.js';
import type { QueueConsumers } from './queue-consumers.js';

const AGAIN_MS = 2_000;

/** Takes work on users' history off the queue, one at a time; what waits for a run is looked at again in two seconds. */
export class SecretTaskConsumer {
  readonly #worker: Worker<SecretTaskJob>;

  constructor(
    private readonly tasks: SecretTasks,
    consumers: QueueConsumers,
    private readonly logger: Logger,
  ) {
    this.#worker = consumers.open<SecretTaskJob>(SECRET_TASK_QUEUE, 1, (job, token) => this.#consume(job, token));
    this.#worker.on('error', (error) => logger.warn({ err: error }, 'The queue of secret tasks has trouble'));
  }

  close = (): Promise<void> => this.#worker.close();

  async #consume(job: Job<SecretTaskJob>, token: string | undefined): Promise<void> {
    const task = secretTaskJobSchema.parse(job.data);
    if ((await this.#perform(task)) === 'done') return;
    await job.moveToDelayed(Date.now() + AGAIN_MS, token);
    throw new DelayedError();
  }

  /** What failed is found open by a gateway's sweeper, and delivered again. */
  async #perform(task: SecretTaskJob): Promise<'done' | 'later'> {
    try {
      return await this.tasks.perform(task);
    } catch (error) {
      this.logger.error({ err: error, secretId: task.secretId }, 'The history could not be searched for a secret');
      return 'done';
    }
  }
}
