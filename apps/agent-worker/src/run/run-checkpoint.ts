import {
  codeLanguageSchema,
  messagePartSchema,
  runHashSchema,
  secretAskSchema,
  uuidSchema,
} from '@cloakroom/contracts';
import { z } from 'zod';

const modelCallSchema = z.object({ callId: z.string(), name: z.string(), args: z.string() });

const transcriptMessageSchema = z.discriminatedUnion('role', [
  z.object({ role: z.literal('assistant'), content: z.string(), calls: z.array(modelCallSchema) }),
  /** What the user added meanwhile. */
  z.object({ role: z.literal('user'), content: z.string() }),
  z.object({ role: z.literal('tool'), callId: z.string(), content: z.string() }),
]);

const spendingSchema = z.object({ ms: z.number().int().min(0), tokens: z.number().int().min(0) });

/** Redacted, like everything here: what runs after a wait is exactly what the user was shown. */
const plannedCallSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('code'), callId: z.string(), language: codeLanguageSchema, code: z.string() }),
  z.object({ kind: z.literal('request-secret'), callId: z.string(), ask: secretAskSchema }),
]);

/**
 * What a later attempt needs to go on after a crash; redacted throughout, and encrypted by the store. Taken before each
 * tool call starts and after each has ended, so that a call with effects is either answered here, or known to have
 * started and never run again.
 */
export const runCheckpointSchema = z.object({
  v: z.literal(1),
  /** Place in the log up to which `parts` tell the run. */
  seq: z.number().int().min(0),
  /** Running hash of the log at `seq`; `null` when it is not known. */
  hash: runHashSchema.nullable().default(null),
  /** The last step that was begun and needs nothing any more but answers to `unanswered`; 0 before the first. */
  step: z.number().int().min(0),
  parts: z.array(messagePartSchema),
  /** What the run has used of its budget. */
  spent: spendingSchema.default({ ms: 0, tokens: 0 }),
  /** What this run has added to the conversation with the model. */
  transcript: z.array(transcriptMessageSchema),
  /** The call under way, and those of the same answer that were to follow. */
  unanswered: z.object({ started: z.string().nullable(), waiting: z.array(z.string()) }),
  /** The question that the first of `calls` waits for; the calls have not begun. */
  asks: z
    .object({
      promptId: uuidSchema,
      calls: z.array(plannedCallSchema).min(1),
      /** Where `/workspace` is kept meanwhile; `null` when it is empty. */
      workspaceId: uuidSchema.nullable().default(null),
    })
    .nullable()
    .default(null),
});

/** See {@link runCheckpointSchema}. */
export type RunCheckpoint = z.infer<typeof runCheckpointSchema>;
/** What a run has used: milliseconds at work, tokens of the model. */
export type RunSpending = z.infer<typeof spendingSchema>;
/** What a run adds to the conversation with the model. */
export type TranscriptMessage = z.infer<typeof transcriptMessageSchema>;
/** See {@link runCheckpointSchema}. */
export type RunAsks = NonNullable<RunCheckpoint['asks']>;
