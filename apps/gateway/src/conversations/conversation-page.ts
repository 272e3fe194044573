import type { ConversationCursor } from '@cloakroom/persistence';
import { userError } from '@cloakroom/platform';
import { z } from 'zod';

const cursorSchema = z.tuple([z.coerce.number().int().min(0).max(8.64e15), z.uuid()]);

/**
 * Query of `GET /api/v1/conversations`. `before` is what an earlier page gave as `next`; `archived`
 * is for the list of archived ones.
 */
export const conversationPageSchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  before: z.string().max(200).optional(),
  archived: z.enum(['true', 'false']).optional(),
});

/** See {@link conversationPageSchema}. */
export type ConversationPage = z.output<typeof conversationPageSchema>;

/** The place after a conversation, as text for the next request. */
export function writeCursor({ updatedAt, id }: ConversationCursor): string {
  return Buffer.from(`${updatedAt.getTime()}.${id}`).toString('base64url');
}

/** Reads what {@link writeCursor} wrote. Throws `invalid-input` for anything else. */
export function readCursor(text: string): ConversationCursor {
  const parsed = cursorSchema.safeParse(Buffer.from(text, 'base64url').toString('latin1').split('.'));
  if (!parsed.success) throw userError('invalid-input', 'This page of the list does not exist. Reload the list.');
  const [time, id] = parsed.data;
  return { updatedAt: new Date(time), id };
}
