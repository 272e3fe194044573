import { z } from 'zod';
import { secretNameSchema } from './secret-name.schema.js';
import { sealedEnvelopeSchema } from './sealed-envelope.schema.js';
import { SECRETS_PER_USER_MAX, secretDescriptionSchema, secretPlainValueSchema } from './secret.schema.js';

/**
 * One line of an import. `replace` puts the value in the place of a secret of that name; a `sealed` one then names the
 * version it was sealed for (the shown one plus one).
 */
export const importedSecretSchema = z
  .strictObject({
    name: secretNameSchema,
    description: secretDescriptionSchema.optional(),
    onConflict: z.enum(['skip', 'replace']).default('skip'),
    version: z.number().int().min(1).optional(),
    sealed: sealedEnvelopeSchema.optional(),
    value: secretPlainValueSchema.optional(),
  })
  .refine((line) => (line.sealed === undefined) !== (line.value === undefined), {
    error: 'Send either `sealed` or `value`, not both.',
    path: ['value'],
  });

/** Body of `POST /api/v1/secrets/import`. */
export const importSecretsSchema = z.strictObject({
  secrets: z
    .array(importedSecretSchema)
    .min(1, 'There is nothing to import.')
    .max(SECRETS_PER_USER_MAX, `An import has at most ${SECRETS_PER_USER_MAX} secrets.`),
});

/** Answer of an import, one result a line, in order. `message` says why a line was refused. */
export const importResultsSchema = z.object({
  results: z.array(
    z.object({
      name: z.string(),
      outcome: z.enum(['created', 'replaced', 'skipped', 'refused']),
      message: z.string().optional(),
    }),
  ),
});

/** Answer of `GET /api/v1/secrets/export`: never a value. */
export const secretExportSchema = z.object({
  format: z.literal('cloakroom-secret-names'),
  v: z.literal(1),
  secrets: z.array(z.object({ name: secretNameSchema, description: z.string(), tags: z.array(z.string()) })),
});

/** See {@link importedSecretSchema}. */
export type ImportedSecret = z.infer<typeof importedSecretSchema>;
/** See {@link importSecretsSchema}. */
export type ImportSecrets = z.infer<typeof importSecretsSchema>;
/** See {@link importResultsSchema}. */
export type ImportResults = z.infer<typeof importResultsSchema>;
/** See {@link secretExportSchema}. */
export type SecretExport = z.infer<typeof secretExportSchema>;
