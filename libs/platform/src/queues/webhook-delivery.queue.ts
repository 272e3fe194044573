import { WEBHOOK_DELIVERY_QUEUE, type WebhookDeliveryJob } from '@cloakroom/contracts';
import type { RedisConnections } from '../redis/redis-connections.js';
import type { RedisKeys } from '../redis/redis-keys.js';
import { JobProducer } from './job-producer.js';

/** Producer of the webhook-deliveries queue. A job holds a delivery's id and nothing else. */
export class WebhookDeliveryQueue {
  readonly #jobs: JobProducer<WebhookDeliveryJob>;

  constructor(connections: RedisConnections, keys: RedisKeys) {
    this.#jobs = new JobProducer(WEBHOOK_DELIVERY_QUEUE, connections, keys);
  }

  /** Adds a job; a delivery that has one gets no second. Throws within about two seconds when Redis is away. */
  enqueue(deliveryId: string): Promise<void> {
    return this.#jobs.add('delivery', { deliveryId }, deliveryId);
  }

  /** Closes the producer; its connection is closed by {@link RedisConnections}. */
  close(): Promise<void> {
    return this.#jobs.close();
  }
}
