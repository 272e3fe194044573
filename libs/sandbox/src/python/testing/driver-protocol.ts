import { z } from 'zod';

const textFile = z.object({ path: z.string(), text: z.string() });

export const driverOrderSchema = z.object({
  code: z.string(),
  env: z.record(z.string(), z.string()).default({}),
  files: z.array(textFile).default([]),
});

export const driverOutcomeSchema = z.object({
  ready: z.literal(false),
  result: z.string().nullable(),
  error: z.object({ kind: z.string(), message: z.string() }).nullable(),
  files: z.array(textFile),
  stdout: z.string(),
  stderr: z.string(),
  calls: z.array(z.string()),
  ms: z.number(),
});

export const driverAnswerSchema = z.discriminatedUnion('ready', [
  z.object({ ready: z.literal(true), ms: z.number() }),
  driverOutcomeSchema,
]);

export type DriverOrder = z.input<typeof driverOrderSchema>;
export type DriverOutcome = z.infer<typeof driverOutcomeSchema>;
export type DriverAnswer = z.infer<typeof driverAnswerSchema>;
