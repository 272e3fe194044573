import { AGENT_RUN_QUEUE } from './agent-run.queue.js';
import { SECRET_TASK_QUEUE } from './secret-task.queue.js';
import { WEBHOOK_DELIVERY_QUEUE } from './webhook-delivery.queue.js';

/** Every queue. Each has one producer, in the gateway's process, and one consumer, in the agent-worker's. */
export const QUEUE_NAMES = [AGENT_RUN_QUEUE, SECRET_TASK_QUEUE, WEBHOOK_DELIVERY_QUEUE] as const;

/** See {@link QUEUE_NAMES}. */
export type QueueName = (typeof QUEUE_NAMES)[number];
