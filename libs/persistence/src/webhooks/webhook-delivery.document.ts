import type { RunStatus, WebhookDelivery, WebhookDeliveryType } from '@cloakroom/contracts';
import { Schema } from 'mongoose';

/** One thing that one webhook is told. */
export interface WebhookDeliveryDocument {
  readonly _id: string;
  readonly userId: string;
  readonly webhookId: string;
  /** What it is told about; once for each webhook. */
  readonly occasion: string;
  readonly type: WebhookDeliveryType;
  readonly runId: string | null;
  readonly conversationId: string | null;
  readonly status: RunStatus | null;
  readonly waitingFor: 'secret' | 'lease' | null;
  readonly state: WebhookDelivery['state'];
  /** Tries so far; the fence of whoever makes one. */
  readonly attempts: number;
  /** Not tried before. While a try is under way, the time when it is given up for lost. */
  readonly nextAt: Date;
  readonly answerStatus: number | null;
  readonly problem: string | null;
  readonly createdAt: Date;
}

/** What a webhook is to be told. */
export type NewWebhookDelivery = Pick<
  WebhookDeliveryDocument,
  'webhookId' | 'occasion' | 'type' | 'runId' | 'conversationId' | 'status' | 'waitingFor'
>;

/** A delivery as everybody sees it. */
export type StoredWebhookDelivery = Omit<WebhookDeliveryDocument, '_id' | 'occasion'> & { readonly id: string };

/** See {@link WebhookDeliveryDocument}. */
export const webhookDeliveryDocumentSchema: Schema<WebhookDeliveryDocument> = new Schema<WebhookDeliveryDocument>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    webhookId: { type: String, required: true },
    occasion: { type: String, required: true },
    type: { type: String, required: true },
    runId: { type: String, default: null },
    conversationId: { type: String, default: null },
    status: { type: String, default: null },
    waitingFor: { type: String, default: null },
    state: { type: String, enum: ['pending', 'delivered', 'failed', 'dropped'], required: true },
    attempts: { type: Number, required: true },
    nextAt: { type: Date, required: true },
    answerStatus: { type: Number, default: null },
    problem: { type: String, default: null },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
)
  .index({ webhookId: 1, occasion: 1 }, { unique: true })
  .index({ userId: 1, webhookId: 1, createdAt: -1 })
  .index({ state: 1, nextAt: 1 })
  .index({ createdAt: 1 });

/** The stored document as everybody sees it. */
export function toStoredDelivery(document: WebhookDeliveryDocument): StoredWebhookDelivery {
  const { _id: id, userId, webhookId, type, runId, conversationId, status, waitingFor } = document;
  const { state, attempts, nextAt, answerStatus, problem, createdAt } = document;
  const place = { id, userId, webhookId, type, runId, conversationId, status, waitingFor };
  return { ...place, state, attempts, nextAt, answerStatus, problem, createdAt };
}
