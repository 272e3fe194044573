import { z } from 'zod';
import { uuidSchema } from '../common/ids.schema.js';
import { problemFieldSchema } from '../common/problem.schema.js';
import { MESSAGE_MAX_LENGTH, messageViewSchema } from '../conversations/conversation.schema.js';
import { attachmentIdsSchema } from '../files/file.schema.js';
import { messagePartSchema } from '../runs/message-content.schema.js';
import { runEventSchema, runHashSchema } from '../runs/run-event.schema.js';
import { runStatusSchema } from '../runs/run.schema.js';

const messageTextSchema = z
  .string()
  .max(MESSAGE_MAX_LENGTH, `A message has at most ${MESSAGE_MAX_LENGTH} characters.`)
  .refine((text) => text.trim() !== '', { error: 'Write a message first.' });

/** `message:send`: the browser chooses both ids; a conversation that is not there yet is made. Sent twice, stored once. */
export const sendMessageSchema = z.strictObject({
  conversationId: uuidSchema,
  clientMessageId: uuidSchema,
  text: messageTextSchema,
  /** An earlier question of this conversation, of which this is another version: a branch begins here. */
  replaces: uuidSchema.optional(),
  /** Files that go with it. Another version of a question has its own. */
  attachments: attachmentIdsSchema.optional(),
});

/**
 * `answer:regenerate`: one more answer to the question that `messageId` answers, as a branch of its own. Asked again with
 * the same `clientMessageId`, it is the same answer.
 */
export const regenerateAnswerSchema = z.strictObject({ messageId: uuidSchema, clientMessageId: uuidSchema });

/** Most messages that one run is steered by. */
export const MAX_STEERS_PER_RUN = 20;

/**
 * `run:steer`: tells a run under way something more, which its model reads before it goes on (`run.steered`). A run that
 * ends before has not read it: the same text is then sent as a message, with the same `clientMessageId`, and
 * `message:send` is refused as `already-steered` if it was read after all. Sent twice, it is told once.
 */
export const steerRunSchema = z.strictObject({
  runId: uuidSchema,
  clientMessageId: uuidSchema,
  text: messageTextSchema,
});

/** `run:unsteer`: takes a `run:steer` back that was not read yet; else it is refused as `already-steered`. */
export const unsteerRunSchema = z.strictObject({ clientMessageId: uuidSchema });

/** What was stored for a `message:send`, `run:retry` or `answer:regenerate`. */
export const messageSentSchema = z.object({
  conversationId: uuidSchema,
  messageId: uuidSchema,
  assistantMessageId: uuidSchema,
  runId: uuidSchema,
});

/** `run:subscribe`: the last place the client has folded in, 0 for none. */
export const subscribeRunSchema = z.strictObject({ runId: uuidSchema, lastSeq: z.number().int().min(0) });

/**
 * Answer of `run:position`, for a run that is `queued`: how many runs start before it, plus one, if nothing else comes
 * in; `null` once it is not queued. With `ownLimit` it waits for other runs of the same person, not for anybody else's.
 */
export const runPositionSchema = z.object({
  runId: uuidSchema,
  position: z.number().int().min(1).nullable(),
  ownLimit: z.boolean(),
});

/** What a run had told up to a place of its log, for when the log itself does not reach back so far any more. */
export const runBaseSchema = z.object({
  seq: z.number().int().min(0),
  parts: z.array(messagePartSchema),
  /** Running hash at `seq`; left out or `null` when it is not known. */
  hash: runHashSchema.nullable().optional(),
});

/**
 * Answer of `run:subscribe`. While the run's log lives, `events` is everything after `lastSeq` and `message` is `null`;
 * live events follow as `run:events` frames. When the log begins later than that (Redis lost it), `base` takes the place
 * of what was before, and `events` goes on from there. When the run has ended and its log has expired, `message` is the
 * stored answer.
 */
export const runSubscribedSchema = z.object({
  runId: uuidSchema,
  status: runStatusSchema,
  base: runBaseSchema.optional(),
  events: z.array(runEventSchema),
  /** Running hash at the end of `events`, or at `lastSeq` when there are none; left out when it is not known. */
  hash: runHashSchema.optional(),
  message: messageViewSchema.nullable(),
  /** Place in the queue, 1 for the next; `null` or left out when the run is not queued. See {@link runPositionSchema}. */
  position: z.number().int().min(1).nullable().optional(),
});

/** `run:unsubscribe`, `run:cancel`, `run:retry` and `run:position`. */
export const runReferenceSchema = z.strictObject({ runId: uuidSchema });

/** `run:events`: the next events of one run, in order, never empty. */
export const runEventsFrameSchema = z.object({ runId: uuidSchema, events: z.array(runEventSchema).min(1) });

/**
 * `conversation:changed`: something to fetch again. Ids only, because it may pass through Redis. `filed`: pinned,
 * archived, read, or the opposite; what was said is the same.
 */
export const conversationChangedSchema = z.object({
  conversationId: uuidSchema,
  reason: z.enum([
    'message-sent',
    'run-ended',
    'renamed',
    'deleted',
    'prompt-changed',
    'scrubbed',
    'branch-chosen',
    'filed',
  ]),
  runId: uuidSchema.nullable(),
});

/** `secrets:changed`: the list of secrets is to be fetched again. */
export const secretsChangedSchema = z.object({});

/** Why a request over the socket was refused; the counterpart of an HTTP problem. */
export const socketErrorSchema = z.object({
  code: z.string(),
  message: z.string(),
  fields: z.array(problemFieldSchema).optional(),
});

/** See {@link sendMessageSchema}. */
export type SendMessage = z.infer<typeof sendMessageSchema>;
/** See {@link steerRunSchema}. */
export type SteerRun = z.infer<typeof steerRunSchema>;
/** See {@link unsteerRunSchema}. */
export type UnsteerRun = z.infer<typeof unsteerRunSchema>;
/** See {@link regenerateAnswerSchema}. */
export type RegenerateAnswer = z.infer<typeof regenerateAnswerSchema>;
/** See {@link messageSentSchema}. */
export type MessageSent = z.infer<typeof messageSentSchema>;
/** See {@link subscribeRunSchema}. */
export type SubscribeRun = z.infer<typeof subscribeRunSchema>;
/** See {@link runSubscribedSchema}. */
export type RunSubscribed = z.infer<typeof runSubscribedSchema>;
/** See {@link runPositionSchema}. */
export type RunPosition = z.infer<typeof runPositionSchema>;
/** See {@link runBaseSchema}. */
export type RunBase = z.infer<typeof runBaseSchema>;
/** See {@link runReferenceSchema}. */
export type RunReference = z.infer<typeof runReferenceSchema>;
/** See {@link runEventsFrameSchema}. */
export type RunEventsFrame = z.infer<typeof runEventsFrameSchema>;
/** See {@link conversationChangedSchema}. */
export type ConversationChanged = z.infer<typeof conversationChangedSchema>;
/** See {@link secretsChangedSchema}. */
export type SecretsChanged = z.infer<typeof secretsChangedSchema>;
/** See {@link socketErrorSchema}. */
export type SocketError = z.infer<typeof socketErrorSchema>;

/** What every acknowledgement carries. */
export type SocketAck<T> =
  { readonly ok: true; readonly data: T } | { readonly ok: false; readonly error: SocketError };

/** Answers one request; always called, exactly once. */
export type AckCallback<T> = (ack: SocketAck<T>) => void;

/** Requests a browser may send. Each payload is parsed on receipt. */
export interface ClientToServerEvents {
  'message:send': (payload: SendMessage, ack: AckCallback<MessageSent>) => void;
  'run:subscribe': (payload: SubscribeRun, ack: AckCallback<RunSubscribed>) => void;
  'run:unsubscribe': (payload: RunReference, ack: AckCallback<RunReference>) => void;
  'run:cancel': (payload: RunReference, ack: AckCallback<RunReference>) => void;
  'run:retry': (payload: RunReference, ack: AckCallback<MessageSent>) => void;
  'answer:regenerate': (payload: RegenerateAnswer, ack: AckCallback<MessageSent>) => void;
  'run:position': (payload: RunReference, ack: AckCallback<RunPosition>) => void;
  'run:steer': (payload: SteerRun, ack: AckCallback<UnsteerRun>) => void;
  'run:unsteer': (payload: UnsteerRun, ack: AckCallback<UnsteerRun>) => void;
}

/** What a browser may be told. Each payload is parsed on receipt. */
export interface ServerToClientEvents {
  'run:events': (frame: RunEventsFrame) => void;
  'conversation:changed': (change: ConversationChanged) => void;
  'secrets:changed': (change: SecretsChanged) => void;
}
