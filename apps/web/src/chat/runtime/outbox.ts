import { z } from 'zod';
import { uuidSchema } from '@cloakroom/contracts';
import type { KeyValueStorage } from '../../platform/browser-storage.js';

const outboxItemSchema = z.object({
  clientMessageId: uuidSchema,
  conversationId: uuidSchema,
  text: z.string(),
  createdAt: z.string(),
  /** The conversation does not exist before this message is stored. */
  startsConversation: z.boolean(),
  /** `failed` waits for a person; everything else is on its way. */
  state: z.enum(['sending', 'failed']),
  error: z.string().nullable(),
});

/** A message that the server has not confirmed yet. Its id never changes, so sending it again stores it once. */
export type OutboxItem = z.infer<typeof outboxItemSchema>;

/** The list with one item changed. */
export function changeItem(
  items: readonly OutboxItem[],
  clientMessageId: string,
  change: Pick<OutboxItem, 'state' | 'error'>,
): readonly OutboxItem[] {
  return items.map((item) => (item.clientMessageId === clientMessageId ? { ...item, ...change } : item));
}

/** The list without one item. */
export function withoutItem(items: readonly OutboxItem[], clientMessageId: string): readonly OutboxItem[] {
  return items.filter((item) => item.clientMessageId !== clientMessageId);
}

/** What a reload of this tab left unconfirmed; anything unreadable counts as nothing. */
export function readOutbox(storage: KeyValueStorage, key: string): readonly OutboxItem[] {
  try {
    const parsed = z.array(outboxItemSchema).safeParse(JSON.parse(storage.getItem(key) ?? '[]'));
    return parsed.success ? parsed.data : [];
  } catch {
    return [];
  }
}

/** Keeps the list over a reload of this tab. */
export function writeOutbox(storage: KeyValueStorage, key: string, items: readonly OutboxItem[]): void {
  if (items.length === 0) storage.removeItem(key);
  else storage.setItem(key, JSON.stringify(items));
}
