import { z } from 'zod';
import { uuidSchema } from '../common/ids.schema.js';

/** Queue that delivers runs to agent-workers. It only delivers: who may run what is decided by the claim. */
export const AGENT_RUN_QUEUE = 'agent-run';

/** Payload of {@link AGENT_RUN_QUEUE}: an id, never content. */
export const agentRunJobSchema = z.strictObject({ runId: uuidSchema });

/** See {@link agentRunJobSchema}. */
export type AgentRunJob = z.infer<typeof agentRunJobSchema>;
