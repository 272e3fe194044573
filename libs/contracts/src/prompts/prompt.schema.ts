import { z } from 'zod';
import { timestampSchema, uuidSchema } from '../common/ids.schema.js';
import { sealedEnvelopeSchema } from '../secrets/sealed-envelope.schema.js';
import { secretBindingsSchema, secretModeSchema } from '../secrets/secret-binding.schema.js';
import { secretDescriptionSchema, secretPlainValueSchema } from '../secrets/secret.schema.js';
import { leaseScopeSchema, promptAskSchema, promptStateSchema } from './prompt-ask.schema.js';

/** A question that a run waits for, as its user may see it anywhere: in the conversation, on another tab, in a list. */
export const promptViewSchema = z.object({
  id: uuidSchema,
  runId: uuidSchema,
  conversationId: uuidSchema,
  state: promptStateSchema,
  /** What the user agreed to; only of a granted lease. */
  scope: leaseScopeSchema.nullable(),
  ask: promptAskSchema,
  createdAt: timestampSchema,
  /** From then on the run goes on without an answer. */
  expiresAt: timestampSchema,
});

/** Query of `GET /api/v1/prompts`. */
export const promptQuerySchema = z.strictObject({ state: z.literal('open').default('open') });

/** Answer of `GET /api/v1/prompts?state=open`, oldest first. */
export const promptListSchema = z.object({ prompts: z.array(promptViewSchema) });

/**
 * Body of `POST /api/v1/prompts/:id/secret`: exactly one of `sealed` (browser; for the asked name, version 1), `value`
 * (clients that cannot seal) and `useExisting` (a secret of that name was saved meanwhile, and is to be used).
 */
export const provideSecretSchema = z
  .strictObject({
    description: secretDescriptionSchema.optional(),
    sealed: sealedEnvelopeSchema.optional(),
    value: secretPlainValueSchema.optional(),
    useExisting: z.literal(true).optional(),
    mode: secretModeSchema.optional(),
    /** Where it may go once it is sealed; the hosts that were asked for when left out. */
    bindings: secretBindingsSchema.optional(),
  })
  .refine((body) => [body.sealed, body.value, body.useExisting].filter((one) => one !== undefined).length === 1, {
    error: 'Send exactly one of `sealed`, `value` and `useExisting`.',
    path: ['value'],
  });

/** Body of `POST /api/v1/prompts/:id/lease`. */
export const grantLeaseSchema = z.strictObject({ scope: leaseScopeSchema });

/** See {@link promptViewSchema}. */
export type PromptView = z.infer<typeof promptViewSchema>;
/** See {@link provideSecretSchema}. */
export type ProvideSecret = z.infer<typeof provideSecretSchema>;
/** See {@link grantLeaseSchema}. */
export type GrantLease = z.infer<typeof grantLeaseSchema>;
