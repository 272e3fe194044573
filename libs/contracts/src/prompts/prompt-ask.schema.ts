import { z } from 'zod';
import { secretNameSchema } from '../secrets/secret-name.schema.js';

/** Languages that agent code may be written in. */
export const codeLanguageSchema = z.enum(['javascript', 'python']);

/** Most hosts that one question names. */
export const PROMPT_HOSTS_MAX = 10;

/** Longest reason that an agent may give, in characters. */
export const PROMPT_REASON_MAX_LENGTH = 500;

/** The agent needs a secret that is not there; `hosts` is where it says it will send it. All redacted. */
export const secretAskSchema = z.object({
  kind: z.literal('secret'),
  name: secretNameSchema,
  reason: z.string().max(PROMPT_REASON_MAX_LENGTH),
  hosts: z.array(z.string()).max(PROMPT_HOSTS_MAX),
});

/**
 * A call reads secrets that are to be asked for before use. `code` is what will run if the user agrees, `names` the
 * secrets that it names, `hosts` what it and their bindings name. All redacted.
 */
export const leaseAskSchema = z.object({
  kind: z.literal('lease'),
  toolCallId: z.string().min(1),
  language: codeLanguageSchema,
  code: z.string(),
  names: z.array(z.string()).min(1),
  hosts: z.array(z.string()),
});

/** What a run waits for its user to answer. */
export const promptAskSchema = z.discriminatedUnion('kind', [secretAskSchema, leaseAskSchema]);

/**
 * Where a question stands. Only `open` can change.
 *
 * ```
 * open ──secret saved──▶ provided      open ──declined──▶ declined
 *   ├────lease given───▶ granted         ├────too late──▶ expired
 *   └────run ended otherwise (stopped, failed, deleted)──▶ withdrawn
 * ```
 */
export const promptStateSchema = z.enum(['open', 'provided', 'granted', 'declined', 'expired', 'withdrawn']);

/** For how long a secret that is asked for before use may be used: this one call, this conversation, one hour, or always. */
export const leaseScopeSchema = z.enum(['once', 'conversation', 'hour', 'always']);

/** See {@link promptAskSchema}. */
export type PromptAsk = z.infer<typeof promptAskSchema>;
/** See {@link secretAskSchema}. */
export type SecretAsk = z.infer<typeof secretAskSchema>;
/** See {@link leaseAskSchema}. */
export type LeaseAsk = z.infer<typeof leaseAskSchema>;
/** See {@link promptStateSchema}. */
export type PromptState = z.infer<typeof promptStateSchema>;
/** See {@link leaseScopeSchema}. */
export type LeaseScope = z.infer<typeof leaseScopeSchema>;
/** See {@link codeLanguageSchema}. */
export type CodeLanguage = z.infer<typeof codeLanguageSchema>;
