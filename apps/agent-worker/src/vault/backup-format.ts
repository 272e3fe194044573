import { z } from 'zod';

/** The version of the format that is written and read. */
export const BACKUP_VERSION = 1;

/**
 * One line of a backup, as JSON. A backup is these lines, gzipped, encrypted with a passphrase in the age format
 * (age-encryption.org/v1): a head, the key files, every document in canonical Extended JSON, and a tail with the counts.
 */
export const backupLineSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('head'),
    format: z.literal('cloakroom-backup'),
    v: z.literal(BACKUP_VERSION),
    backupId: z.uuid(),
    createdAt: z.iso.datetime(),
  }),
  z.strictObject({ kind: z.literal('file'), name: z.string().regex(/^[a-z-]+\.json$/), content: z.string() }),
  z.strictObject({
    kind: z.literal('document'),
    collection: z.string().min(1),
    document: z.record(z.string(), z.unknown()),
  }),
  z.strictObject({ kind: z.literal('tail'), files: z.number().int(), documents: z.number().int() }),
]);

/** See {@link backupLineSchema}. */
export type BackupLine = z.infer<typeof backupLineSchema>;

/** What a backup holds. */
export interface BackupSummary {
  readonly backupId: string;
  readonly createdAt: string;
  readonly files: number;
  readonly documents: number;
}
