import { z } from 'zod';
import { uuidSchema } from '../common/ids.schema.js';

/** Queue that delivers work on a user's history to agent-workers. What is to be done stands with the secret. */
export const SECRET_TASK_QUEUE = 'secret-tasks';

/** Payload of {@link SECRET_TASK_QUEUE}: ids, never content. `version` is that of the value to be looked for. */
export const secretTaskJobSchema = z.strictObject({
  userId: z.string().min(1),
  secretId: uuidSchema,
  version: z.number().int().min(1),
});

/** See {@link secretTaskJobSchema}. */
export type SecretTaskJob = z.infer<typeof secretTaskJobSchema>;
