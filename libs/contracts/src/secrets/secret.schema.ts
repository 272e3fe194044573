import { z } from 'zod';
import { timestampSchema, uuidSchema } from '../common/ids.schema.js';
import { secretBindingSchema, secretBindingsSchema, secretModeSchema } from './secret-binding.schema.js';
import { secretDestinationSchema, secretScanSchema } from './secret-ledger.schema.js';
import { secretNameSchema } from './secret-name.schema.js';
import { sealedEnvelopeSchema } from './sealed-envelope.schema.js';

/** What is shown instead of any value, whatever its length: 8 × U+2022. */
export const SECRET_MASK = '••••••••';

/** Largest value, in bytes of UTF-8. */
export const SECRET_VALUE_MAX_BYTES = 65_536;

/** Most secrets that one user may keep. */
export const SECRETS_PER_USER_MAX = 200;

/** What a secret is for, in its owner's words. */
export const secretDescriptionSchema = z.string().max(1000, 'A description has at most 1000 characters.');

/** A value in clear over TLS, for REST clients that cannot seal; the gateway seals it at once and keeps nothing. */
export const secretPlainValueSchema = z
  .string()
  .min(1, 'Enter a value.')
  .refine((value) => new TextEncoder().encode(value).byteLength <= SECRET_VALUE_MAX_BYTES, {
    error: `A value has at most ${SECRET_VALUE_MAX_BYTES} bytes.`,
  });

const tagSchema = z.string().trim().min(1, 'A tag is not empty.').max(32, 'A tag has at most 32 characters.');

/** Words to find secrets by; at most 10, each once whatever its case. */
export const secretTagsSchema = z
  .array(tagSchema)
  .max(10, 'A secret has at most 10 tags.')
  .transform((tags) => [...new Map(tags.map((tag) => [tag.toLowerCase(), tag])).values()]);

/** What can be said of a secret besides its name and its value; each part may be left out. */
const secretSettings = {
  tags: secretTagsSchema.optional(),
  /** Off: it is in no sandbox, and the agent does not know of it. */
  enabled: z.boolean().optional(),
  /** From then on it counts as off. */
  expiresAt: timestampSchema.nullable().optional(),
  mode: secretModeSchema.optional(),
  /** Where a sealed one may go. */
  bindings: secretBindingsSchema.optional(),
  askBeforeUse: z.boolean().optional(),
} as const;

/** Body of `POST /api/v1/secrets`: exactly one of `sealed` (browser) and `value` (clients that cannot seal). */
export const createSecretSchema = z
  .strictObject({
    name: secretNameSchema,
    description: secretDescriptionSchema.default(''),
    ...secretSettings,
    sealed: sealedEnvelopeSchema.optional(),
    value: secretPlainValueSchema.optional(),
  })
  .refine((body) => (body.sealed === undefined) !== (body.value === undefined), {
    error: 'Send either `sealed` or `value`, not both.',
    path: ['value'],
  });

/**
 * Body of `PATCH /api/v1/secrets/:id`. A new value names the version it was sealed for (`version`, the shown one plus
 * one); without `sealed` and `value` the stored value stays. The name cannot be changed.
 */
export const updateSecretSchema = z
  .strictObject({
    description: secretDescriptionSchema.optional(),
    ...secretSettings,
    version: z.number().int().min(2).optional(),
    sealed: sealedEnvelopeSchema.optional(),
    value: secretPlainValueSchema.optional(),
  })
  .refine((body) => body.sealed === undefined || body.value === undefined, {
    error: 'Send either `sealed` or `value`, not both.',
    path: ['value'],
  })
  .refine((body) => body.sealed === undefined || body.version !== undefined, {
    error: 'Name the version that the value was sealed for.',
    path: ['version'],
  });

/** A secret as anybody may see it: everything but its value. */
export const secretViewSchema = z.object({
  id: uuidSchema,
  name: secretNameSchema,
  description: z.string(),
  mask: z.literal(SECRET_MASK),
  tags: z.array(z.string()),
  enabled: z.boolean(),
  expiresAt: timestampSchema.nullable(),
  mode: secretModeSchema,
  bindings: z.array(secretBindingSchema),
  /** Whether its user is asked before a program that names it runs, unless a lease covers it. */
  askBeforeUse: z.boolean(),
  /** Runs that could read the value since its last change; 0 as long as it was sealed. */
  exposedRuns: z.number().int().min(0),
  /** Where the value has gone since its last change, latest first. */
  destinations: z.array(secretDestinationSchema),
  scan: secretScanSchema,
  /** Counts the values this secret has had; part of what a value is sealed to. */
  version: z.number().int().min(1),
  createdAt: timestampSchema,
  updatedAt: timestampSchema.nullable(),
  lastUsedAt: timestampSchema.nullable(),
});

/** Answer of `GET /api/v1/secrets`. */
export const secretListSchema = z.object({ secrets: z.array(secretViewSchema) });

/** Answer of `GET /api/v1/vault/public-key`: what a browser needs to seal. `userId` is bound into the envelope. */
export const vaultPublicKeySchema = z.object({
  keyId: z.string().min(1).max(64),
  /** Raw X25519 public key, base64url, 32 bytes. */
  publicKey: z.string().length(43),
  userId: z.string().min(1),
});

/** See {@link createSecretSchema}. */
export type CreateSecret = z.infer<typeof createSecretSchema>;
/** See {@link updateSecretSchema}. */
export type UpdateSecret = z.infer<typeof updateSecretSchema>;
/** See {@link secretViewSchema}. */
export type SecretView = z.infer<typeof secretViewSchema>;
/** See {@link vaultPublicKeySchema}. */
export type VaultPublicKey = z.infer<typeof vaultPublicKeySchema>;
