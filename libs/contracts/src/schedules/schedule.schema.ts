import { z } from 'zod';
import { timestampSchema, uuidSchema } from '../common/ids.schema.js';
import { MESSAGE_MAX_LENGTH } from '../conversations/conversation.schema.js';
import { runStatusSchema } from '../runs/run.schema.js';

/** Schedules that one person may have at a time. */
export const MAX_SCHEDULES = 20;

/** Minutes that must lie between two firings of one schedule. */
export const SCHEDULE_MIN_MINUTES = 5;

/** Whether each firing begins a conversation of its own, or all go on in the same one. */
export const scheduleConversationSchema = z.enum(['new', 'same']);

const timesShape = {
  /** Five fields: minute, hour, day of the month, month, day of the week. */
  cron: z
    .string()
    .trim()
    .min(1, 'Enter when it is to run, as 0 9 * * 1-5.')
    .max(100, 'Such an expression has at most 100 characters.'),
  /** Name of a time zone of the IANA database. */
  timeZone: z
    .string()
    .trim()
    .min(1, 'Enter a time zone, as Europe/Berlin.')
    .max(60, 'A time zone has at most 60 characters.'),
};

/** Body of `POST /api/v1/schedules/preview`: when something would run. What the expression means is judged by the server. */
export const scheduleTimesSchema = z.strictObject(timesShape);

/** Answer of `POST /api/v1/schedules/preview`: the next three times. */
export const schedulePreviewSchema = z.object({ next: z.array(timestampSchema) });

const settingsShape = {
  ...timesShape,
  name: z.string().trim().min(1, 'Give the schedule a name.').max(60, 'A name has at most 60 characters.'),
  /** What is sent as the message. */
  text: z
    .string()
    .max(MESSAGE_MAX_LENGTH, `A message has at most ${MESSAGE_MAX_LENGTH} characters.`)
    .refine((text) => text.trim() !== '', { error: 'Write what the agent is to do.' }),
  conversation: scheduleConversationSchema,
};

/** Body of `POST /api/v1/schedules`; `enabled` is `true` when it is left out. */
export const createScheduleSchema = z.strictObject({ ...settingsShape, enabled: z.boolean().optional() });

/** Body of `PATCH /api/v1/schedules/:id`: what is to change. */
export const updateScheduleSchema = z.strictObject({ ...settingsShape, enabled: z.boolean() }).partial();

/** Body of `POST /api/v1/schedules/:id/run`: sent twice with the same id, it runs once. */
export const runScheduleSchema = z.strictObject({ clientMessageId: uuidSchema });

/** Answer of `POST /api/v1/schedules/:id/run`. */
export const scheduleRunSchema = z.object({ conversationId: uuidSchema, runId: uuidSchema });

/** What came of the last time a schedule ran, or was to run. */
export const scheduleOutcomeSchema = z.object({
  /** When it was to run. */
  dueAt: timestampSchema,
  /** When it did; later than `dueAt` when everything was down at that time. */
  at: timestampSchema,
  /** `refused`: there was no room for it; it is tried again at the next time. `failed`: it could not be started in several tries. */
  result: z.enum(['started', 'refused', 'failed']),
  /** Why, for a person; `null` when it started. */
  reason: z.string().nullable(),
  /** The conversation it went on in; `null` when it did not start. */
  conversationId: uuidSchema.nullable(),
  runId: uuidSchema.nullable(),
  /** How the run stands now; `null` when there is none (any more). */
  runStatus: runStatusSchema.nullable(),
});

/** A schedule as its owner sees it. */
export const scheduleViewSchema = z.object({
  id: uuidSchema,
  name: z.string(),
  text: z.string(),
  cron: z.string(),
  timeZone: z.string(),
  conversation: scheduleConversationSchema,
  enabled: z.boolean(),
  /** The next three times; none while it is off. */
  next: z.array(timestampSchema),
  lastOutcome: scheduleOutcomeSchema.nullable(),
  createdAt: timestampSchema,
  updatedAt: timestampSchema,
});

/** Answer of `GET /api/v1/schedules`, oldest first. */
export const scheduleListSchema = z.object({ schedules: z.array(scheduleViewSchema) });

/** See {@link scheduleConversationSchema}. */
export type ScheduleConversation = z.infer<typeof scheduleConversationSchema>;
/** See {@link scheduleTimesSchema}. */
export type ScheduleTimes = z.infer<typeof scheduleTimesSchema>;
/** See {@link schedulePreviewSchema}. */
export type SchedulePreview = z.infer<typeof schedulePreviewSchema>;
/** See {@link createScheduleSchema}. */
export type CreateSchedule = z.infer<typeof createScheduleSchema>;
/** See {@link updateScheduleSchema}. */
export type UpdateSchedule = z.infer<typeof updateScheduleSchema>;
/** See {@link runScheduleSchema}. */
export type RunSchedule = z.infer<typeof runScheduleSchema>;
/** See {@link scheduleRunSchema}. */
export type ScheduleRun = z.infer<typeof scheduleRunSchema>;
/** See {@link scheduleOutcomeSchema}. */
export type ScheduleOutcome = z.infer<typeof scheduleOutcomeSchema>;
/** See {@link scheduleViewSchema}. */
export type ScheduleView = z.infer<typeof scheduleViewSchema>;
