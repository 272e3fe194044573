import { z } from 'zod';
import { timestampSchema, uuidSchema } from '../common/ids.schema.js';

/** Longest search, in characters. */
export const SEARCH_MAX_LENGTH = 200;

/**
 * Body of `POST /api/v1/conversations/search`. A body and not an address, so that what is looked for stands in no
 * history and no access log. `after` is what the answer before gave as `next`.
 */
export const conversationSearchSchema = z.strictObject({
  query: z.string().trim().min(1).max(SEARCH_MAX_LENGTH),
  after: z.string().max(200).optional(),
});

/** A stretch of text with the places to highlight: `[from, to)` in UTF-16 code units, in order, without overlap. */
export const searchExcerptSchema = z.object({
  text: z.string(),
  marks: z.array(z.tuple([z.number().int().min(0), z.number().int().min(0)])),
});

/** A title, or a message, in which every word was found. */
export const searchHitSchema = z.object({
  conversationId: uuidSchema,
  /** `null` for a hit in the title. */
  messageId: uuidSchema.nullable(),
  role: z.enum(['user', 'assistant']).nullable(),
  title: searchExcerptSchema,
  /** `null` for a hit in the title. */
  excerpt: searchExcerptSchema.nullable(),
  /** When the message was written, or the conversation last changed. */
  at: timestampSchema,
});

/** Answer to {@link conversationSearchSchema}: titles first, then messages, newest first. */
export const searchAnswerSchema = z.object({
  hits: z.array(searchHitSchema),
  /** Hand it back as `after` to search on, `null` when all was searched. An answer without hits may have a `next`. */
  next: z.string().nullable(),
});

/** See {@link conversationSearchSchema}. */
export type ConversationSearch = z.infer<typeof conversationSearchSchema>;
/** See {@link searchExcerptSchema}. */
export type SearchExcerpt = z.infer<typeof searchExcerptSchema>;
/** See {@link searchHitSchema}. */
export type SearchHit = z.infer<typeof searchHitSchema>;
/** See {@link searchAnswerSchema}. */
export type SearchAnswer = z.infer<typeof searchAnswerSchema>;
