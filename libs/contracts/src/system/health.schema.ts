import { z } from 'zod';

/** State of one part, with what to do when it is down. */
export const partHealthSchema = z.object({ status: z.enum(['up', 'down']), detail: z.string() });

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

/** See {@link workerPresenceSchema}. */
export type WorkerPresence = z.infer<typeof workerPresenceSchema>;
/** See {@link readinessSchema}. */
export type Readiness = z.infer<typeof readinessSchema>;
/** See {@link systemViewSchema}. */
export type SystemView = z.infer<typeof systemViewSchema>;
