import { z } from 'zod';
import { timestampSchema, uuidSchema } from '../common/ids.schema.js';

/** What an API key may do: read runs, or start and stop them. */
export const apiKeyScopeSchema = z.enum(['runs:read', 'runs:write']);

/** An API key as it is sent: `clk_` and 32 random bytes in base64url. */
export const API_KEY_PATTERN = /^clk_[A-Za-z0-9_-]{43}$/;

/** API keys that one person may have at a time. */
export const MAX_API_KEYS = 20;

/** An API key in the list; of the key itself there is its beginning. */
export const apiKeyViewSchema = z.object({
  id: uuidSchema,
  name: z.string(),
  /** `clk_` and six more characters. */
  prefix: z.string(),
  scopes: z.array(apiKeyScopeSchema),
  createdAt: timestampSchema,
  /** `null` for a key that does not expire. */
  expiresAt: timestampSchema.nullable(),
  /** To the minute; `null` before its first use. */
  lastUsedAt: timestampSchema.nullable(),
});

/** Answer of `GET /api/v1/api-keys`, newest first. */
export const apiKeyListSchema = z.object({ keys: z.array(apiKeyViewSchema) });

/** Body of `POST /api/v1/api-keys`. */
export const createApiKeySchema = z.strictObject({
  name: z.string().trim().min(1, 'Enter a name.').max(60, 'A name has at most 60 characters.'),
  scopes: z
    .array(apiKeyScopeSchema)
    .min(1, 'Choose what the key may do.')
    .max(2)
    .refine((scopes) => new Set(scopes).size === scopes.length, { error: 'Name each scope once.' }),
  expiresAt: timestampSchema.nullable().optional(),
});

/** Answer of `POST /api/v1/api-keys`: the one time that the key itself is told. */
export const createdApiKeySchema = z.object({ key: apiKeyViewSchema, secret: z.string().regex(API_KEY_PATTERN) });

/** See {@link apiKeyScopeSchema}. */
export type ApiKeyScope = z.infer<typeof apiKeyScopeSchema>;
/** See {@link apiKeyViewSchema}. */
export type ApiKeyView = z.infer<typeof apiKeyViewSchema>;
/** See {@link createApiKeySchema}. */
export type CreateApiKey = z.infer<typeof createApiKeySchema>;
/** See {@link createdApiKeySchema}. */
export type CreatedApiKey = z.infer<typeof createdApiKeySchema>;
