import { z } from 'zod';
import { uuidSchema } from '../common/ids.schema.js';
import { callArtifacts } from '../files/file.schema.js';
import {
  codeLanguageSchema,
  leaseScopeSchema,
  promptAskSchema,
  promptStateSchema,
} from '../prompts/prompt-ask.schema.js';
import {
  callMasksSchema,
  callSecretsSchema,
  loggedRequestSchema,
  MAX_LOGGED_REQUESTS,
  toolErrorSchema,
} from './run-event.schema.js';

/** A stretch of prose (Markdown). */
export const textPartSchema = z.object({ type: z.literal('text'), text: z.string() });

/** One tool call with all that was seen of it. */
export const toolPartSchema = z.object({
  type: z.literal('tool'),
  toolCallId: z.string(),
  language: codeLanguageSchema,
  code: z.string(),
  state: z.enum(['running', 'succeeded', 'failed', 'interrupted']),
  /** Output in order; neighbouring pieces of one stream are joined. */
  output: z.array(z.object({ stream: z.enum(['stdout', 'stderr']), text: z.string() })),
  outputLost: z.number().int().min(0),
  result: z.string().nullable(),
  error: toolErrorSchema.nullable(),
  durationMs: z.number().nullable(),
  /** Where the call went; empty while it runs, and for calls that were stored before this was kept. */
  requests: z.array(loggedRequestSchema).max(MAX_LOGGED_REQUESTS).default([]),
  /** The same goes for these two. */
  masked: callMasksSchema,
  secrets: callSecretsSchema,
  ...callArtifacts,
});

/**
 * A question that the run waited for. A lease's `ask.toolCallId` is the call that followed if it was granted; a declined
 * one has no tool part.
 */
export const promptPartSchema = z.object({
  type: z.literal('prompt'),
  promptId: uuidSchema,
  state: promptStateSchema,
  scope: leaseScopeSchema.nullable(),
  ask: promptAskSchema,
  /** Milliseconds since the epoch. */
  expiresAt: z.number().int(),
});

/** What the user added while the answer was being written, at the place where the model was told of it. */
export const steerPartSchema = z.object({ type: z.literal('steer'), steerId: uuidSchema, text: z.string() });

/** What a message consists of, in reading order. */
export const messagePartSchema = z.discriminatedUnion('type', [
  textPartSchema,
  toolPartSchema,
  promptPartSchema,
  steerPartSchema,
]);

/** See {@link messagePartSchema}. */
export type MessagePart = z.infer<typeof messagePartSchema>;
/** See {@link toolPartSchema}. */
export type ToolPart = z.infer<typeof toolPartSchema>;
/** See {@link steerPartSchema}. */
export type SteerPart = z.infer<typeof steerPartSchema>;
/** See {@link promptPartSchema}. */
export type PromptPart = z.infer<typeof promptPartSchema>;
