import { z } from 'zod';
import { timestampSchema, uuidSchema } from '../common/ids.schema.js';
import { messagePartSchema } from '../runs/message-content.schema.js';
import { runErrorSchema } from '../runs/run-event.schema.js';
import { runIsolationSchema, runStatusSchema } from '../runs/run.schema.js';

/** Longest message a person can send, in characters. */
export const MESSAGE_MAX_LENGTH = 32_000;

/** A conversation in the list. */
export const conversationViewSchema = z.object({
  id: uuidSchema,
  title: z.string(),
  createdAt: timestampSchema,
  updatedAt: timestampSchema,
  /** The run under way, if there is one. */
  activeRunId: uuidSchema.nullable(),
  /** A message of the branch that is read and goes on, see `branchOf`; `null` or left out for the newest. */
  headId: uuidSchema.nullable().optional(),
});

/** Answer of `GET /api/v1/conversations?before=…&limit=…`, newest change first. */
export const conversationListSchema = z.object({
  conversations: z.array(conversationViewSchema),
  /** Hand it back as `before` for the next page; `null` on the last one. */
  next: z.string().nullable(),
});

/** Body of `PATCH /api/v1/conversations/:id`. */
export const updateConversationSchema = z.strictObject({ title: z.string().trim().min(1).max(200) });

/** Body of `PUT /api/v1/conversations/:id/branch`: any message of the branch that is to be read and go on. */
export const chooseBranchSchema = z.strictObject({ messageId: uuidSchema });

/** The run behind an assistant message. */
export const messageRunSchema = z.object({
  id: uuidSchema,
  status: runStatusSchema,
  error: runErrorSchema.nullable(),
  /** `null` until a worker has taken the run. */
  isolation: runIsolationSchema.nullable().optional(),
});

/**
 * A stored message. An assistant message stands from the moment its run is queued; its parts are empty until the run
 * has ended, and whoever shows it subscribes to the run's events meanwhile.
 */
export const messageViewSchema = z.object({
  id: uuidSchema,
  conversationId: uuidSchema,
  /** The message this one answers or follows; `null` for the first. */
  parentId: uuidSchema.nullable(),
  role: z.enum(['user', 'assistant']),
  parts: z.array(messagePartSchema),
  createdAt: timestampSchema,
  run: messageRunSchema.nullable(),
});

/** Answer of `GET /api/v1/conversations/:id/messages`, oldest first. */
export const messageListSchema = z.object({
  conversation: conversationViewSchema,
  messages: z.array(messageViewSchema),
});

/** See {@link conversationViewSchema}. */
export type ConversationView = z.infer<typeof conversationViewSchema>;
/** See {@link messageViewSchema}. */
export type MessageView = z.infer<typeof messageViewSchema>;
/** See {@link chooseBranchSchema}. */
export type ChooseBranch = z.infer<typeof chooseBranchSchema>;
/** See {@link updateConversationSchema}. */
export type UpdateConversation = z.infer<typeof updateConversationSchema>;
