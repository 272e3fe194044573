import { z } from 'zod';
import { timestampSchema, uuidSchema } from '../common/ids.schema.js';
import { MESSAGE_MAX_LENGTH } from '../conversations/conversation.schema.js';
import { attachmentIdsSchema } from '../files/file.schema.js';
import { messagePartSchema } from '../runs/message-content.schema.js';
import { runErrorSchema } from '../runs/run-event.schema.js';
import { runStatusSchema } from '../runs/run.schema.js';

/** How long an `Idempotency-Key` is remembered, in hours. */
export const IDEMPOTENCY_HOURS = 24;

/** Body of `POST /api/v1/runs`; without `conversationId` a conversation is begun. */
export const startRunSchema = z.strictObject({
  input: z
    .string()
    .max(MESSAGE_MAX_LENGTH, `The input has at most ${MESSAGE_MAX_LENGTH} characters.`)
    .refine((text) => text.trim() !== '', { error: 'The input is empty.' }),
  conversationId: uuidSchema.optional(),
  /** Files that go with it; each was sent to `POST /api/v1/files` before. */
  attachments: attachmentIdsSchema.optional(),
});

/** Where to go on from a run; paths on the same server. */
export const runLinksSchema = z.object({ self: z.string(), events: z.string(), cancel: z.string(), page: z.string() });

const runIds = {
  id: uuidSchema,
  conversationId: uuidSchema,
  /** The input as a message. */
  messageId: uuidSchema,
  /** The answer as a message. */
  assistantMessageId: uuidSchema,
  links: runLinksSchema,
};

/** Answer of `POST /api/v1/runs`; the same for every try with one `Idempotency-Key`. */
export const runAcceptedSchema = z.object(runIds);

/** What a waiting run waits for; it is answered on the page. */
export const runWaitingSchema = z.object({
  promptId: uuidSchema,
  kind: z.enum(['secret', 'lease']),
  /** From then on the run goes on without an answer. */
  expiresAt: timestampSchema,
});

/** A run in the list. */
export const apiRunSummarySchema = z.object({
  ...runIds,
  status: runStatusSchema,
  createdAt: timestampSchema,
  startedAt: timestampSchema.nullable(),
  endedAt: timestampSchema.nullable(),
  /** Why it failed. */
  error: runErrorSchema.nullable(),
});

/** Answer of `GET /api/v1/runs/:id`. */
export const apiRunSchema = apiRunSummarySchema.extend({
  /** The answer, or as much of it as there is, in reading order. */
  parts: z.array(messagePartSchema),
  /** The place in the run's events that `parts` stands for; `null` once the answer is stored. */
  lastSeq: z.number().int().min(0).nullable(),
  waiting: runWaitingSchema.nullable(),
});

/** Query of `GET /api/v1/runs`; `before` is what an earlier page gave as `next`. */
export const apiRunQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  before: z.string().max(200).optional(),
});

/** Answer of `GET /api/v1/runs`, newest first; a page may hold fewer than asked for. */
export const apiRunListSchema = z.object({ runs: z.array(apiRunSummarySchema), next: z.string().nullable() });

/** See {@link startRunSchema}. */
export type StartRun = z.infer<typeof startRunSchema>;
/** See {@link runAcceptedSchema}. */
export type RunAccepted = z.infer<typeof runAcceptedSchema>;
/** See {@link apiRunSummarySchema}. */
export type ApiRunSummary = z.infer<typeof apiRunSummarySchema>;
/** See {@link apiRunSchema}. */
export type ApiRun = z.infer<typeof apiRunSchema>;
/** See {@link apiRunQuerySchema}. */
export type ApiRunQuery = z.output<typeof apiRunQuerySchema>;
