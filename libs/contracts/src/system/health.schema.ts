import { z } from 'zod';
import { codeLanguageSchema } from '../prompts/prompt-ask.schema.js';
import { toolErrorKindSchema } from '../runs/run-event.schema.js';

/** State of one part, with what to do when it is down. */
export const partHealthSchema = z.object({ status: z.enum(['up', 'down']), detail: z.string() });

const count = z.number().int().min(0);

/** What a worker has done since it started, and what its sandboxes take now. Holds no id and no name of a user. */
export const workerFiguresSchema = z.object({
  /** Processes of the warm pool that are ready, by language; processes that hold a run; calls that wait for one. */
  sandbox: z.object({
    ready: z.object({ javascript: count, python: count }),
    busy: count,
    queued: count,
    /** Resident memory of all sandbox processes. */
    rssBytes: count,
  }),
  /** Resident memory of the worker itself. */
  rssBytes: count,
  runsActive: count,
  runs: z.array(z.object({ status: z.enum(['finished', 'failed', 'cancelled']), count })),
  /** `error` is `none` for a call that succeeded. */
  toolCalls: z.array(
    z.object({ language: codeLanguageSchema, error: toolErrorKindSchema.or(z.literal('none')), count }),
  ),
  /** Requests of agent code, by hop: `answered`, `denied`, or `failed`. */
  requests: z.array(z.object({ outcome: z.enum(['answered', 'denied', 'failed']), count })),
});

/** What a worker says of itself, refreshed every few seconds and forgotten when it dies. */
export const workerPresenceSchema = z.object({
  workerId: z.string(),
  startedAt: z.number().int(),
  isolation: z.object({
    level: z.enum(['strict', 'standard']),
    layers: z.array(z.string()),
    missing: z.array(z.object({ layer: z.string(), remedy: z.string() })),
    python: z.object({ available: z.boolean(), requests: z.boolean(), remedy: z.string().nullable() }),
  }),
  /** Host names that the operator sends elsewhere; empty unless set. */
  hostOverrides: z.array(z.object({ host: z.string(), target: z.string() })),
  model: z.object({ kind: z.enum(['demo', 'custom']), name: z.string() }),
  /** The queues it takes jobs off. */
  queues: z.array(z.string()).optional(),
  figures: workerFiguresSchema.optional(),
});

/** Answer of `GET /health/ready`. */
export const readinessSchema = z.object({
  status: z.enum(['up', 'down']),
  parts: z.record(z.string(), partHealthSchema),
  workers: z.array(workerPresenceSchema),
});

/** Answer of `GET /api/v1/system`: what a signed-in page needs to know about this installation. */
export const systemViewSchema = z.object({
  version: z.string(),
  model: z.object({ kind: z.enum(['demo', 'custom']), name: z.string() }),
  hostOverrides: z.array(z.object({ host: z.string(), target: z.string() })),
});

/** See {@link workerFiguresSchema}. */
export type WorkerFigures = z.infer<typeof workerFiguresSchema>;
/** See {@link workerPresenceSchema}. */
export type WorkerPresence = z.infer<typeof workerPresenceSchema>;
/** See {@link readinessSchema}. */
export type Readiness = z.infer<typeof readinessSchema>;
/** See {@link systemViewSchema}. */
export type SystemView = z.infer<typeof systemViewSchema>;
