import { z } from 'zod';
import { uuidSchema } from '../common/ids.schema.js';
import { callArtifacts } from '../files/file.schema.js';
import {
  codeLanguageSchema,
  leaseScopeSchema,
  promptAskSchema,
  promptStateSchema,
} from '../prompts/prompt-ask.schema.js';

/** How a tool call can fail. */
export const toolErrorKindSchema = z.enum([
  'TIMEOUT',
  'MEMORY',
  'CRASHED',
  'CANCELLED',
  'OUTPUT_LIMIT',
  'EGRESS_DENIED',
  'USER_ERROR',
]);

/** Most requests of one tool call that are told and kept with it; those that held a secret come first. */
export const MAX_LOGGED_REQUESTS = 100;

/** Most secrets, in so many places, that are told of one request; each by name before any a second time. */
export const MAX_REQUEST_SECRETS = 50;

/** A secret in one place of a request: its name, never its value. */
export const requestSecretSchema = z.object({
  name: z.string().max(128),
  place: z.enum(['header', 'query', 'path', 'body']),
  /** In lower case; `null` elsewhere than in a header. */
  headerName: z.string().max(200).nullable(),
  /** Whether the program had the value itself, or a placeholder that the broker filled in. */
  mode: z.enum(['exposed', 'sealed']),
});

/**
 * A request that agent code made, or one hop of its redirects: where it went, never what it carried. Already redacted,
 * because a value may be in a host or a path. `denied` is there when the egress broker refused it.
 */
export const loggedRequestSchema = z.object({
  method: z.string().max(200),
  /** With the port when it is not the scheme's own. */
  host: z.string().max(1_024),
  /** Without the query. */
  path: z.string().max(1_024),
  /** HTTP status; `null` when no response came. */
  status: z.number().int().nullable(),
  /** Bytes of the response's body that the code was handed. */
  bytes: z.number().int().min(0),
  ms: z.number().min(0),
  denied: z.literal(true).optional(),
  /** Secrets that stood in the request, or, when it was denied, would have. */
  secrets: z.array(requestSecretSchema).max(MAX_REQUEST_SECRETS).optional(),
});

/** Most secrets that are told of one tool call, each in its list. */
export const MAX_CALL_SECRETS = 200;

const timesSchema = z.object({ name: z.string().max(128), count: z.number().int().min(1) });

/** Masks that were written in what a call put out: its output, result, error and files. Sorted by name. */
export const callMasksSchema = z.array(timesSchema).max(MAX_CALL_SECRETS).default([]);

/**
 * What a call did with secrets: those that its code names and could read (`env`), that left in a request (`sent`, counted
 * by requests), and that it signed with. Names only.
 */
export const callSecretsSchema = z
  .array(timesSchema.extend({ mode: z.enum(['exposed', 'sealed']), how: z.enum(['env', 'sent', 'signed']) }))
  .max(3 * MAX_CALL_SECRETS)
  .default([]);

/** A failed tool call, already redacted. */
export const toolErrorSchema = z.object({ kind: toolErrorKindSchema, message: z.string() });

/** Why a run did not finish, in words for its user; `code` is stable. */
export const runErrorSchema = z.object({ code: z.string(), message: z.string() });

/** What the status line says while a run is under way. */
export const runPhaseSchema = z.enum(['thinking', 'starting-sandbox', 'running-agent', 'waiting-for-user']);

/** 14 hex digits; see `nextRunHash`. */
export const runHashSchema = z.string().regex(/^[0-9a-f]{14}$/);

const base = {
  runId: uuidSchema,
  /** Position in the run's log, consecutive within it. A log begins at 1, or above every number of one that was lost. */
  seq: z.number().int().min(1),
  /** Milliseconds since the epoch. */
  at: z.number().int(),
  /** Running hash of the log up to and including this event. See `nextRunHash`. */
  hash: runHashSchema.optional(),
};

const variants = [
  /** A worker took the run. `keepParts` parts of what was shown stand on a checkpoint; the rest is told again. */
  z.object({
    ...base,
    type: z.literal('run.started'),
    attempt: z.number().int().min(1),
    keepParts: z.number().int().min(0),
  }),
  z.object({ ...base, type: z.literal('run.phase'), phase: runPhaseSchema }),
  z.object({ ...base, type: z.literal('text.delta'), text: z.string().min(1) }),
  z.object({
    ...base,
    type: z.literal('tool.started'),
    toolCallId: z.string().min(1),
    language: codeLanguageSchema,
    code: z.string(),
  }),
  z.object({
    ...base,
    type: z.literal('tool.output'),
    toolCallId: z.string().min(1),
    stream: z.enum(['stdout', 'stderr']),
    text: z.string().min(1),
  }),
  z.object({
    ...base,
    type: z.literal('tool.finished'),
    toolCallId: z.string().min(1),
    result: z.string().nullable(),
    error: toolErrorSchema.nullable(),
    /** Characters of output beyond the limit that were not kept. */
    outputLost: z.number().int().min(0),
    durationMs: z.number().min(0),
    /** In the order they were made; those beyond the bound are left out. */
    requests: z.array(loggedRequestSchema).max(MAX_LOGGED_REQUESTS).default([]),
    masked: callMasksSchema,
    secrets: callSecretsSchema,
    ...callArtifacts,
  }),
  /** The worker died while this call ran; it is not run again. */
  z.object({ ...base, type: z.literal('tool.interrupted'), toolCallId: z.string().min(1) }),
  /** The run waits for its user, without a worker, until the question is closed or expires. */
  z.object({
    ...base,
    type: z.literal('prompt.opened'),
    promptId: uuidSchema,
    ask: promptAskSchema,
    /** Milliseconds since the epoch. */
    expiresAt: z.number().int(),
  }),
  /** The question has its answer, or will get none. */
  z.object({
    ...base,
    type: z.literal('prompt.closed'),
    promptId: uuidSchema,
    state: promptStateSchema.exclude(['open']),
    scope: leaseScopeSchema.nullable(),
  }),
  /** The model is told of what the user added meanwhile; `steerId` is the `clientMessageId` of its `run:steer`. */
  z.object({ ...base, type: z.literal('run.steered'), steerId: uuidSchema, text: z.string().min(1) }),
  z.object({
    ...base,
    type: z.literal('run.ended'),
    status: z.enum(['finished', 'failed', 'cancelled']),
    error: runErrorSchema.nullable(),
  }),
] as const;

/** One visible change of a run. Already redacted when it is appended. */
export const runEventSchema = z.discriminatedUnion('type', variants);

/** See {@link runEventSchema}. */
export type RunEvent = z.infer<typeof runEventSchema>;
/** The kinds of {@link RunEvent}. */
export type RunEventType = RunEvent['type'];
type WithoutPlace<T> = T extends unknown ? Omit<T, 'runId' | 'seq' | 'at' | 'hash'> : never;
/** A run event before the log gave it its place. */
export type RunEventBody = WithoutPlace<RunEvent>;
/** See {@link toolErrorSchema}. */
export type ToolFailure = z.infer<typeof toolErrorSchema>;
/** See {@link loggedRequestSchema}. */
export type LoggedRequest = z.infer<typeof loggedRequestSchema>;
/** See {@link runErrorSchema}. */
export type RunFailure = z.infer<typeof runErrorSchema>;
/** See {@link runPhaseSchema}. */
export type RunPhase = z.infer<typeof runPhaseSchema>;
