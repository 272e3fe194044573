import { z } from 'zod';
import { timestampSchema } from '../common/ids.schema.js';

/** One attempt of a drill at getting a planted value out. */
export const drillCheckSchema = z.object({
  id: z.string(),
  /** What was tried, in words. */
  title: z.string(),
  /** The way out that was tried. */
  route: z.enum(['output', 'result', 'error', 'file', 'request', 'answer', 'model', 'use']),
  passed: z.boolean(),
  /** Why it did not pass; `null` when it did. Holds no value. */
  note: z.string().nullable(),
});

/** What a drill came to. */
export const drillReportSchema = z.object({
  startedAt: timestampSchema,
  finishedAt: timestampSchema,
  /** Version of the product that was tried. */
  build: z.string(),
  checks: z.array(drillCheckSchema),
});

/**
 * Answer of `GET /api/v1/secrets/drill` and of `POST`, which asks for one (202). `failed`: it could not be made; the report
 * of an earlier one stays.
 */
export const drillViewSchema = z.object({
  state: z.enum(['none', 'queued', 'running', 'done', 'failed']),
  /** Attempts made so far, and of how many. */
  made: z.number().int().min(0),
  all: z.number().int().min(0),
  /** Of the last drill that was completed. */
  report: drillReportSchema.nullable(),
});

/** See {@link drillViewSchema}. */
export type DrillView = z.infer<typeof drillViewSchema>;
/** See {@link drillCheckSchema}. */
export type DrillCheck = z.infer<typeof drillCheckSchema>;
/** See {@link drillReportSchema}. */
export type DrillReport = z.infer<typeof drillReportSchema>;
