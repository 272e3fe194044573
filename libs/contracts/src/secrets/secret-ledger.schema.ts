import { z } from 'zod';
import { timestampSchema } from '../common/ids.schema.js';
import { secretPlaceSchema } from './secret-binding.schema.js';

/** Most destinations that are kept of one secret; beyond, the one that was used longest ago goes. */
export const SECRET_DESTINATIONS_MAX = 20;

/** Where a value has really gone since its last change; host and header redacted. */
export const secretDestinationSchema = z.object({
  host: z.string(),
  place: secretPlaceSchema.exclude(['anywhere']),
  /** In lower case; only with place `header`. */
  headerName: z.string().nullable(),
  count: z.number().int().min(1),
  lastAt: timestampSchema,
});

/**
 * What is known of a value in its owner's stored messages and titles. `too-short`: it is not looked for, because masking
 * it would mask ordinary text.
 *
 * ```
 * none ──saved──▶ running ──▶ done ──asked to──▶ scrubbing ──▶ scrubbed
 *                    └──▶ too-short
 * ```
 */
export const secretScanSchema = z.object({
  state: z.enum(['none', 'running', 'done', 'scrubbing', 'scrubbed', 'too-short']),
  /** Places where it was found. */
  found: z.number().int().min(0),
  /** Messages and titles that these are in. */
  messages: z.number().int().min(0),
});

/** See {@link secretDestinationSchema}. */
export type SecretDestination = z.infer<typeof secretDestinationSchema>;
/** See {@link secretScanSchema}. */
export type SecretScan = z.infer<typeof secretScanSchema>;
