import { WEBHOOK_DELIVERY_QUEUE, type WebhookDeliveryJob, webhookDeliveryJobSchema } from '@cloakroom/contracts';
import type { Logger } from '@cloakroom/platform';
import { DelayedError, type Job, type Worker } from 'bullmq';
import type { WebhookSender } from '../webhooks/webhook-sender.js';
import type { QueueConsumers } from './queue-consumers.js';

const CONCURRENCY = 8;

/** Takes webhook deliveries off the queue; one that is to be tried again is put back until then. */
export class WebhookDeliveryConsumer {
  readonly #worker: Worker<WebhookDeliveryJob>;

  constructor(
    private readonly sender: WebhookSender,
    consumers: QueueConsumers,
    private readonly logger: Logger,
  ) {
    this.#worker = consumers.open<WebhookDeliveryJob>(WEBHOOK_DELIVERY_QUEUE, CONCURRENCY, (job, token) =>
      this.#consume(job, token),
    );
    this.#worker.on('error', (error) => logger.warn({ err: error }, 'The queue of webhooks has trouble'));
  }

  close = (): Promise<void> => this.#worker.close();

  async #consume(job: Job<WebhookDeliveryJob>, token: string | undefined): Promise<void> {
    const againMs = await this.#send(webhookDeliveryJobSchema.parse(job.data));
    if (againMs === null) return;
    await job.moveToDelayed(Date.now() + againMs, token);
    throw new DelayedError();
  }

  /** What failed here is found by a gateway's sweeper, and delivered again. */
  async #send({ deliveryId }: WebhookDeliveryJob): Promise<number | null> {
    try {
      return await this.sender.send(deliveryId);
    } catch (error) {
      this.logger.error({ err: error, deliveryId }, 'A webhook could not be looked at');
      return null;
    }
  }
}
