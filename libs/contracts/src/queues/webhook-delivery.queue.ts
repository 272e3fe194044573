import { z } from 'zod';
import { uuidSchema } from '../common/ids.schema.js';

/** Queue that delivers webhooks to agent-workers, which send them. What is to be sent stands in the database. */
export const WEBHOOK_DELIVERY_QUEUE = 'webhook-deliveries';

/** Payload of {@link WEBHOOK_DELIVERY_QUEUE}: an id, never content. */
export const webhookDeliveryJobSchema = z.strictObject({ deliveryId: uuidSchema });

/** See {@link webhookDeliveryJobSchema}. */
export type WebhookDeliveryJob = z.infer<typeof webhookDeliveryJobSchema>;
