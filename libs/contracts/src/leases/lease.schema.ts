import { z } from 'zod';
import { timestampSchema, uuidSchema } from '../common/ids.schema.js';

/** Leave that is in force to use a secret without a question. */
export const leaseViewSchema = z.object({
  scope: z.enum(['conversation', 'hour', 'always']),
  /** The conversation that it is for; `null` for every one. */
  conversationId: uuidSchema.nullable(),
  createdAt: timestampSchema,
  expiresAt: timestampSchema.nullable(),
});

/** Answer of `GET /api/v1/secrets/:id/leases`, newest first. `DELETE` takes them all back. */
export const leaseListSchema = z.object({ leases: z.array(leaseViewSchema) });

/** See {@link leaseViewSchema}. */
export type LeaseView = z.infer<typeof leaseViewSchema>;
