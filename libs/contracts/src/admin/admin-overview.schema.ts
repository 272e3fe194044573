import { z } from 'zod';
import { timestampSchema } from '../common/ids.schema.js';

const count = z.number().int().min(0);

/** How much an account has here, in numbers alone. */
export const accountUsageSchema = z.object({
  conversations: count,
  /** Runs of conversations that are kept, and those of them that were begun in the last 24 hours. */
  runs: count,
  runsLastDay: count,
  files: count,
  fileBytes: count,
  /** When the last of them was begun; `null` when there is none. */
  lastRunAt: timestampSchema.nullable(),
});

/** How much there is in the whole installation. */
export const installationUsageSchema = z.object({
  accounts: count,
  conversations: count,
  /** Runs that were asked for in the last 24 hours, by what became of them. */
  runsLastDay: z.object({ finished: count, failed: count, cancelled: count, open: count }),
  files: count,
  fileBytes: count,
  /** What the database takes on disk, indexes included; `null` when it does not say. */
  databaseBytes: count.nullable(),
});

/** What everybody may do at most, as this gateway was set up. */
export const installationLimitsSchema = z.object({
  runsPerUser: count,
  queuedRunsPerUser: count,
  queuedRuns: count,
  fileMegabytesPerUser: count,
  signInTriesPerMinute: count,
});

/** Answer of `GET /api/v1/admin/overview`. Figures are at most ten seconds old. */
export const adminOverviewSchema = z.object({
  usage: installationUsageSchema,
  limits: installationLimitsSchema,
  /** The models that workers answer with, and how many of them with each. */
  models: z.array(z.object({ kind: z.enum(['demo', 'custom']), name: z.string(), workers: count })),
  /** `null` when the server does not say. */
  versions: z.object({
    product: z.string(),
    node: z.string(),
    mongo: z.string().nullable(),
    redis: z.string().nullable(),
  }),
});

/** See {@link accountUsageSchema}. */
export type AccountUsage = z.infer<typeof accountUsageSchema>;
/** See {@link installationUsageSchema}. */
export type InstallationUsage = z.infer<typeof installationUsageSchema>;
/** See {@link adminOverviewSchema}. */
export type AdminOverview = z.infer<typeof adminOverviewSchema>;
