import { WebhookDeliveryQueue, type Logger } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';

/** Hands stored deliveries to the queue. */
@Injectable()
export class WebhookEnqueuer {
  constructor(
    private readonly queue: WebhookDeliveryQueue,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Never throws: the delivery is stored, and the sweeper enqueues what could not be enqueued now. */
  async enqueue(deliveryId: string): Promise<void> {
    try {
      await this.queue.enqueue(deliveryId);
    } catch (error) {
      this.logger.warn({ err: error, deliveryId }, 'A webhook could not be enqueued; the sweeper will try again');
    }
  }
}
