import { z } from 'zod';
import { timestampSchema, uuidSchema } from '../common/ids.schema.js';
import { fileViewSchema } from '../files/file.schema.js';
import { messagePartSchema } from '../runs/message-content.schema.js';

/** `format` of an exported file in JSON. */
export const EXPORT_FORMAT = 'cloakroom-chats';

/** Version of {@link conversationExportSchema}. */
export const EXPORT_VERSION = 1;

/** Query of `GET /api/v1/conversations/export` and `GET /api/v1/conversations/:id/export`. */
export const exportQuerySchema = z.object({ format: z.enum(['markdown', 'json']) });

/** A conversation in an exported file, with every version of every message, masked as it is stored. */
export const exportedConversationSchema = z.object({
  id: uuidSchema,
  title: z.string(),
  createdAt: timestampSchema,
  updatedAt: timestampSchema,
  pinned: z.boolean(),
  archived: z.boolean(),
  /** A message of the branch that is read, see `branchOf`; `null` for the newest. */
  headId: uuidSchema.nullable(),
  messages: z.array(
    z.object({
      id: uuidSchema,
      parentId: uuidSchema.nullable(),
      role: z.enum(['user', 'assistant']),
      createdAt: timestampSchema,
      parts: z.array(messagePartSchema),
      /** What went with it; the files themselves are not in the export. */
      attachments: z.array(fileViewSchema).optional(),
    }),
  ),
});

/** The whole of an exported file in JSON. */
export const conversationExportSchema = z.object({
  format: z.literal(EXPORT_FORMAT),
  version: z.literal(EXPORT_VERSION),
  exportedAt: timestampSchema,
  conversations: z.array(exportedConversationSchema),
});

/** See {@link exportQuerySchema}. */
export type ExportQuery = z.infer<typeof exportQuerySchema>;
/** See {@link exportedConversationSchema}. */
export type ExportedConversation = z.infer<typeof exportedConversationSchema>;
