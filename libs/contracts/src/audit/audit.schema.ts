import { z } from 'zod';
import { timestampSchema, uuidSchema } from '../common/ids.schema.js';
import { leaseScopeSchema } from '../prompts/prompt-ask.schema.js';
import { secretModeSchema } from '../secrets/secret-binding.schema.js';
import { SECRET_NAME_MAX_LENGTH } from '../secrets/secret-name.schema.js';

/** How long entries are kept, in days. */
export const AUDIT_RETENTION_DAYS = 90;

/** `previousHash` of a user's first entry. */
export const AUDIT_FIRST_HASH = '0'.repeat(64);

/** Changes of a secret that are written down. */
export const secretChangeTypeSchema = z.enum([
  'secret.created',
  'secret.imported',
  'secret.updated',
  'secret.value-replaced',
  'secret.enabled',
  'secret.disabled',
  'secret.expired',
  'secret.deleted',
  'secret.sealed',
  'secret.exposed',
  'secret.bound',
]);

const nameSchema = z.string().min(1).max(SECRET_NAME_MAX_LENGTH);
const hostSchema = z.string().max(1024);
const callSchema = { runId: uuidSchema, conversationId: uuidSchema, toolCallId: z.string().max(256) };

const secretChangeSchema = z.object({ type: secretChangeTypeSchema, secretName: nameSchema });

/** One use of one secret: left in a request (`sent`), signed with, or readable by a call's code (`env`). */
export const secretUsedSchema = z.object({
  type: z.literal('secret.used'),
  secretName: nameSchema,
  mode: secretModeSchema,
  how: z.enum(['env', 'sent', 'signed']),
  ...callSchema,
  /** Where it went, redacted; `null` when it went nowhere. */
  host: hostSchema.nullable(),
  path: z.string().max(1024).nullable(),
  status: z.number().int().nullable(),
  ms: z.number().min(0).nullable(),
  /** How many signatures the call had made with it, or, of a call with very many, in how many requests it was sent. */
  count: z.number().int().min(1).optional(),
});

const secretRefusedSchema = z.object({
  type: z.literal('secret.refused'),
  secretName: nameSchema,
  ...callSchema,
  host: hostSchema.nullable(),
  reason: z.string().max(500),
});

const secretAskedSchema = z.object({
  type: z.enum(['secret.requested', 'secret.provided', 'secret.declined', 'secret.request-expired']),
  secretName: nameSchema,
  runId: uuidSchema,
  conversationId: uuidSchema,
});

const leaseSchema = z.object({
  type: z.enum(['lease.granted', 'lease.refused', 'lease.revoked']),
  secretName: nameSchema,
  scope: leaseScopeSchema.nullable(),
});

const historySchema = z.object({
  type: z.enum(['history.scanned', 'history.scrubbed']),
  secretName: nameSchema,
  /** Places in stored messages and titles. */
  found: z.number().int().min(0),
  messages: z.number().int().min(0),
});

const apiKeySchema = z.object({ type: z.enum(['key.created', 'key.revoked']), keyName: z.string().max(60) });

const webhookSchema = z.object({
  type: z.enum(['webhook.created', 'webhook.changed', 'webhook.deleted', 'webhook.failing']),
  host: hostSchema,
});

const scheduleSchema = z.object({
  type: z.enum(['schedule.created', 'schedule.changed', 'schedule.deleted']),
  scheduleName: z.string().max(60),
});

/** What an administrator did; on the installation's own trail, not on a person's. */
const adminSchema = z.object({
  type: z.enum(['admin.role-changed', 'admin.sign-up-changed', 'admin.invited', 'admin.invitation-revoked']),
  /** The administrator's id. */
  by: z.string().max(100),
  /** Id of the account that was changed. */
  about: z.string().max(100).nullable(),
  detail: z.string().max(200),
});

const otherSchema = z.object({ type: z.enum(['drill.run', 'vault.rotated']), note: z.string().max(500) });

/** What is written down in a user's audit trail. Names and redacted places, never a value. */
export const auditEventSchema = z.discriminatedUnion('type', [
  secretChangeSchema,
  secretUsedSchema,
  secretRefusedSchema,
  secretAskedSchema,
  leaseSchema,
  historySchema,
  apiKeySchema,
  webhookSchema,
  scheduleSchema,
  adminSchema,
  otherSchema,
]);

/**
 * One entry of the chain. `hash` is SHA-256, in hex, over the RFC 8785 canonical JSON of `{v: 1, userId, seq, at,
 * previousHash, nonce, event}`; the nonce keeps whoever sees hashes alone from guessing events.
 */
export const auditEntrySchema = z.object({
  seq: z.number().int().min(1),
  at: timestampSchema,
  event: auditEventSchema,
  nonce: z.string().length(32),
  previousHash: z.string().length(64),
  hash: z.string().length(64),
});

/** A place in the chain: the last entry that is no longer kept, or the newest one. */
export const auditMarkSchema = z.object({ seq: z.number().int().min(0), hash: z.string().length(64) });

/** Query of `GET /api/v1/audit`: newest first, those before `before`; `type` is a whole type or what stands before its dot. */
export const auditQuerySchema = z.object({
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  type: z
    .string()
    .max(40)
    .regex(/^[a-z]+(?:\.[a-z-]+)?$/)
    .optional(),
  secret: nameSchema.optional(),
});

/** Answer of `GET /api/v1/audit`. `next` is the `before` of the next page, `null` at the end; a page may hold fewer than asked for. */
export const auditPageSchema = z.object({ entries: z.array(auditEntrySchema), next: z.number().int().nullable() });

/** Download of `GET /api/v1/audit/export`, oldest first; `start` is what the first entry follows. */
export const auditExportSchema = z.object({
  format: z.literal('cloakroom-audit'),
  v: z.literal(1),
  userId: z.string(),
  exportedAt: timestampSchema,
  start: auditMarkSchema,
  head: auditMarkSchema,
  entries: z.array(auditEntrySchema),
});

/** See {@link auditEventSchema}. */
export type AuditEvent = z.infer<typeof auditEventSchema>;
/** See {@link auditEntrySchema}. */
export type AuditEntry = z.infer<typeof auditEntrySchema>;
/** See {@link auditMarkSchema}. */
export type AuditMark = z.infer<typeof auditMarkSchema>;
/** See {@link auditQuerySchema}. */
export type AuditQuery = z.infer<typeof auditQuerySchema>;
/** See {@link auditPageSchema}. */
export type AuditPage = z.infer<typeof auditPageSchema>;
/** See {@link auditExportSchema}. */
export type AuditExport = z.infer<typeof auditExportSchema>;
