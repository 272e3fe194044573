import { z } from 'zod';
import { timestampSchema, uuidSchema } from '../common/ids.schema.js';
import { runStatusSchema } from '../runs/run.schema.js';

/** What a webhook can be told: how a run that was asked for over the API ended, or that it waits for its person. */
export const webhookEventSchema = z.enum(['run.finished', 'run.failed', 'run.cancelled', 'run.waiting']);

/** Webhooks that one person may have at a time. */
export const MAX_WEBHOOKS = 5;

/** Consecutive failed tries after which a webhook is switched off. */
export const WEBHOOK_MAX_FAILURES = 20;

/** Seconds from a failed try to the next one; after the last, the delivery is given up. */
export const WEBHOOK_RETRY_SECONDS = [5, 60, 300, 1_800, 7_200, 28_800] as const;

/** A webhook's signing secret as Standard Webhooks writes it: `whsec_` and 32 random bytes in base64. */
export const WEBHOOK_SECRET_PATTERN = /^whsec_[A-Za-z0-9+/]{43}=$/;

/** A webhook in the list; its signing secret is in no answer but the first. */
export const webhookViewSchema = z.object({
  id: uuidSchema,
  url: z.string(),
  events: z.array(webhookEventSchema),
  /** `failing`: switched off after {@link WEBHOOK_MAX_FAILURES} failures in a row. */
  state: z.enum(['on', 'off', 'failing']),
  failures: z.number().int().min(0),
  createdAt: timestampSchema,
});

/** Answer of `GET /api/v1/webhooks`, oldest first. */
export const webhookListSchema = z.object({ webhooks: z.array(webhookViewSchema) });

const eventsSchema = z
  .array(webhookEventSchema)
  .min(1, 'Choose what it is told.')
  .max(4)
  .refine((events) => new Set(events).size === events.length, { error: 'Name each event once.' });

/** Body of `POST /api/v1/webhooks`. */
export const createWebhookSchema = z.strictObject({
  url: z
    .url({ protocol: /^https$/, error: 'Enter an address that begins with https://.' })
    .max(2_000, 'An address has at most 2,000 characters.')
    .refine((url) => !URL.canParse(url) || (new URL(url).username === '' && new URL(url).password === ''), {
      error: 'Leave user name and password out of the address.',
    }),
  events: eventsSchema,
});

/** Body of `PATCH /api/v1/webhooks/:id`. */
export const updateWebhookSchema = z.strictObject({ enabled: z.boolean().optional(), events: eventsSchema.optional() });

/** Answer of `POST /api/v1/webhooks`: the one time that the signing secret is told. */
export const createdWebhookSchema = z.object({
  webhook: webhookViewSchema,
  secret: z.string().regex(WEBHOOK_SECRET_PATTERN),
});

/** What is told, with `webhook.test` for a try that its owner asks for. */
export const webhookDeliveryTypeSchema = z.enum([...webhookEventSchema.options, 'webhook.test']);

/** One delivery; its id is the `webhook-id` of every try. */
export const webhookDeliverySchema = z.object({
  id: uuidSchema,
  type: webhookDeliveryTypeSchema,
  runId: uuidSchema.nullable(),
  /** `dropped`: the webhook was switched off before it was sent. */
  state: z.enum(['pending', 'delivered', 'failed', 'dropped']),
  attempts: z.number().int().min(0),
  /** Status of the last answer; `null` when there was none. */
  status: z.number().int().nullable(),
  /** Why there was none: a code of the egress broker. */
  problem: z.string().nullable(),
  createdAt: timestampSchema,
  /** When it is tried again; only while it is `pending`. */
  nextAt: timestampSchema.nullable(),
});

/** Answer of `GET /api/v1/webhooks/:id/deliveries`, newest first, at most 50. */
export const webhookDeliveryListSchema = z.object({ deliveries: z.array(webhookDeliverySchema) });

/** Body of a webhook as its receiver gets it. Ids and states; never a message, never a secret. */
export const webhookBodySchema = z.object({
  type: webhookDeliveryTypeSchema,
  /** When it happened. */
  timestamp: timestampSchema,
  data: z.object({
    runId: uuidSchema.nullable(),
    conversationId: uuidSchema.nullable(),
    status: runStatusSchema.nullable(),
    /** The kind of question that a waiting run waits for. */
    waitingFor: z.enum(['secret', 'lease']).nullable(),
  }),
});

/** See {@link webhookEventSchema}. */
export type WebhookEvent = z.infer<typeof webhookEventSchema>;
/** See {@link webhookViewSchema}. */
export type WebhookView = z.infer<typeof webhookViewSchema>;
/** See {@link createWebhookSchema}. */
export type CreateWebhook = z.infer<typeof createWebhookSchema>;
/** See {@link updateWebhookSchema}. */
export type UpdateWebhook = z.infer<typeof updateWebhookSchema>;
/** See {@link createdWebhookSchema}. */
export type CreatedWebhook = z.infer<typeof createdWebhookSchema>;
/** See {@link webhookDeliveryTypeSchema}. */
export type WebhookDeliveryType = z.infer<typeof webhookDeliveryTypeSchema>;
/** See {@link webhookDeliverySchema}. */
export type WebhookDelivery = z.infer<typeof webhookDeliverySchema>;
/** See {@link webhookBodySchema}. */
export type WebhookBody = z.infer<typeof webhookBodySchema>;
