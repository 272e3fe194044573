import { z } from 'zod';

/** One field that was refused: where it stands in the input, and what to do about it. */
export const problemFieldSchema = z.object({ path: z.string(), message: z.string() });

/** Problem details of an HTTP error (RFC 9457), with the machine-readable `code` that domain code threw. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  fields: z.array(problemFieldSchema).optional(),
});

/** See {@link problemSchema}. */
export type Problem = z.infer<typeof problemSchema>;
