import { fileViewSchema, uuidSchema, type MessageSent } from '@cloakroom/contracts';
import { z } from 'zod';

/** A message as this browser keeps it until the server has confirmed it. */
export const outboxItemSchema = z.object({
  clientMessageId: uuidSchema,
  conversationId: uuidSchema,
  text: z.string(),
  createdAt: z.string(),
  /** Place among all messages of this browser, in the order they were written. */
  order: z.number(),
  /** The conversation does not exist before this message is stored. */
  startsConversation: z.boolean(),
  /** The question of which this is another version. */
  replaces: uuidSchema.optional(),
  /** Files that go with it, uploaded already. */
  attachments: z.array(fileViewSchema).optional(),
  /** Written while an answer was under way: it is shown in the queue and sent when its turn comes. */
  queued: z.boolean().optional(),
  /** The run that was told this while it waits here; if it ends without having read it, it is sent after all. */
  steers: uuidSchema.optional(),
  /** `waiting` was never handed to the connection; `sending` may have arrived; `failed` waits for a person. */
  state: z.enum(['waiting', 'sending', 'failed']),
  error: z.string().nullable(),
});

/** See {@link outboxItemSchema}. Its id never changes, so that sending it again stores it once. */
export type OutboxItem = z.infer<typeof outboxItemSchema>;

/** Where the messages of one user lie over reloads and crashes of the page; shared by all its tabs. */
export interface OutboxShelf {
  /** In the order they were written. */
  readonly all: () => Promise<readonly OutboxItem[]>;
  readonly get: (clientMessageId: string) => Promise<OutboxItem | null>;
  readonly put: (item: OutboxItem) => Promise<void>;
  readonly remove: (clientMessageId: string) => Promise<void>;
  readonly clear: () => Promise<void>;
}

/** What one tab tells the others of the same user. */
export type OutboxNews =
  { readonly kind: 'changed' } | { readonly kind: 'stored'; readonly item: OutboxItem; readonly sent: MessageSent };

/** The other tabs of the same user in this browser. */
export interface TabLink {
  readonly tell: (news: OutboxNews) => void;
  readonly listen: (listener: (news: OutboxNews) => void) => void;
  /** Runs an action while no other tab runs one under the same name; a tab that dies lets go. */
  readonly exclusively: <T>(name: string, action: () => Promise<T>) => Promise<T>;
  readonly close: () => void;
}
