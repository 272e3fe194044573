import { z } from 'zod';
import { timestampSchema, uuidSchema } from '../common/ids.schema.js';
import { fileViewSchema, MAX_FILES_PER_MESSAGE } from '../files/file.schema.js';
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
  /** Stands above the others. Left out: no. */
  pinned: z.boolean().optional(),
  /** Not in the list, but in that of archived ones. Left out: no. */
  archived: z.boolean().optional(),
  /** The run whose answer nobody has looked at since it ended; `null` or left out when there is none. */
  unreadRunId: uuidSchema.nullable().optional(),
  /** In no list and no search, and deleted after a day at the latest. Left out: no. */
  temporary: z.boolean().optional(),
});

/** Most conversations that one person pins. */
export const MAX_PINNED_CONVERSATIONS = 100;

/**
 * Answer of `GET /api/v1/conversations?before=…&limit=…&archived=…`, newest change first. The first page begins with all
 * pinned ones, which do not count towards `limit`; with `archived` there are the archived ones alone.
 */
export const conversationListSchema = z.object({
  conversations: z.array(conversationViewSchema),
  /** Hand it back as `before` for the next page; `null` on the last one. */
  next: z.string().nullable(),
});

/** Body of `PATCH /api/v1/conversations/:id`: what is to be changed, one thing at least. */
export const updateConversationSchema = z
  .strictObject({
    title: z.string().trim().min(1).max(200).optional(),
    pinned: z.boolean().optional(),
    archived: z.boolean().optional(),
    /** The answer of this run was looked at; changes nothing when another one is the unread one. */
    readRunId: uuidSchema.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, { error: 'Say what is to be changed.' });

/** Body of `PUT /api/v1/conversations/:id/branch`: any message of the branch that is to be read and go on. */
export const chooseBranchSchema = z.strictObject({ messageId: uuidSchema });

/** How long a temporary conversation is kept, in milliseconds. */
export const TEMPORARY_CONVERSATION_MS = 24 * 60 * 60 * 1_000;

/** Body of `POST /api/v1/conversations/temporary`: the id of a conversation that is not there yet. */
export const beginTemporarySchema = z.strictObject({ id: uuidSchema });

/** Most conversations of one {@link bulkConversationsSchema}. */
export const MAX_BULK_CONVERSATIONS = 100;

/** Body of `POST /api/v1/conversations/bulk`. What is not there any more is left out without a word. */
export const bulkConversationsSchema = z.strictObject({
  ids: z.array(uuidSchema).min(1).max(MAX_BULK_CONVERSATIONS),
  action: z.enum(['pin', 'unpin', 'archive', 'restore', 'delete']),
});

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
  /** Of a user's message: the id it was sent with, by which a page knows its own. */
  clientMessageId: uuidSchema.optional(),
  /** Files that went with it; left out when there are none. */
  attachments: z.array(fileViewSchema).max(MAX_FILES_PER_MESSAGE).optional(),
});

/** Answer of `GET /api/v1/conversations/:id/messages`, oldest first. */
export const messageListSchema = z.object({
  conversation: conversationViewSchema,
  messages: z.array(messageViewSchema),
});

/** See {@link conversationViewSchema}. */
export type ConversationView = z.infer<typeof conversationViewSchema>;
/** See {@link beginTemporarySchema}. */
export type BeginTemporary = z.infer<typeof beginTemporarySchema>;
/** See {@link bulkConversationsSchema}. */
export type BulkConversations = z.infer<typeof bulkConversationsSchema>;
/** See {@link messageViewSchema}. */
export type MessageView = z.infer<typeof messageViewSchema>;
/** See {@link chooseBranchSchema}. */
export type ChooseBranch = z.infer<typeof chooseBranchSchema>;
/** See {@link updateConversationSchema}. */
export type UpdateConversation = z.infer<typeof updateConversationSchema>;
