import { LOG_LEVELS, parseConfig } from '@cloakroom/platform';
import { z } from 'zod';

const hostList = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((host) => host.trim())
      .filter((host) => host !== ''),
  );

/** `host=http://127.0.0.1:PORT` pairs, divided by commas. */
const hostOverrides = hostList.transform((pairs, context) => {
  const overrides = new Map<string, string>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) {
      context.addIssue({ code: 'custom', message: 'must be pairs like api.example.com=http://127.0.0.1:4000' });
      return z.NEVER;
    }
    overrides.set(pair.slice(0, at), pair.slice(at + 1));
  }
  return overrides;
});

/** The environment of the agent-worker. */
export const workerConfigSchema = z.object({
  MONGODB_URI: z.string().min(1),
  REDIS_URL: z.string().min(1),
  QUEUE_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9:_-]+$/)
    .default('cloakroom'),
  VAULT_PRIVATE_KEY_FILE: z.string().min(1),
  CHAT_KEY_FILE: z.string().min(1),
  /** With the version: `https://api.openai.com/v1`, `http://127.0.0.1:11434/v1`. */
  OPENAI_BASE_URL: z.url({ protocol: /^https?$/ }).default('https://api.openai.com/v1'),
  /** Servers on one's own machine often need none. */
  OPENAI_API_KEY: z.string().default('none'),
  OPENAI_MODEL: z.string().min(1),
  MODEL_KIND: z.enum(['demo', 'custom']).default('custom'),
  SANDBOX_LEVEL: z.enum(['strict', 'standard']).default('strict'),
  /** Sandbox processes kept ready; 0 starts each one cold. */
  SANDBOX_IDLE_JAVASCRIPT: z.coerce.number().int().min(0).max(64).default(2),
  SANDBOX_IDLE_PYTHON: z.coerce.number().int().min(0).max(64).default(1),
  /** Sandbox processes that hold a run at the same time; further calls wait. */
  SANDBOX_MAX_PROCESSES: z.coerce.number().int().min(1).max(512).default(16),
  /** Calls that may wait for a process; further ones fail. */
  SANDBOX_MAX_QUEUED: z.coerce.number().int().min(0).max(10_000).default(200),
  EGRESS_HOST_OVERRIDES: hostOverrides,
  EGRESS_ALLOW_HOSTS: hostList,
  EGRESS_DENY_HOSTS: hostList,
  /** Runs at the same time. */
  WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(4),
  /** Runs of one person at the same time, over all workers. */
  MAX_RUNS_PER_USER: z.coerce.number().int().min(1).max(1_000).default(3),
  /** What one run may take before it fails: minutes at work, without the time it waits, and tokens of the model. */
  MAX_RUN_MINUTES: z.coerce.number().int().min(1).max(1_440).default(10),
  MAX_RUN_TOKENS: z.coerce.number().int().min(1_000).max(1_000_000_000).default(500_000),
  /** How long a run waits for its user's answer to a question, in minutes. */
  USER_ANSWER_MINUTES: z.coerce.number().int().min(1).max(10_080).default(60),
  /** Room for one person's files, in megabytes; the gateways' too. */
  MAX_FILE_MB_PER_USER: z.coerce.number().int().min(1).max(100_000).default(500),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
});

/** See {@link workerConfigSchema}. */
export type WorkerConfig = z.output<typeof workerConfigSchema>;

/** Reads the environment of this process. Throws with the names of what is missing or wrong. */
export function readWorkerConfig(): WorkerConfig {
  return parseConfig(workerConfigSchema, process.env, 'agent-worker');
}
