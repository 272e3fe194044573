import type { SealedEnvelope, WebhookEvent, WebhookView } from '@cloakroom/contracts';
import { Schema } from 'mongoose';

/** A webhook as it is stored. */
export interface WebhookDocument {
  readonly _id: string;
  readonly userId: string;
  /** Encrypted for its owner: addresses of webhooks often hold a token. */
  readonly url: Buffer;
  readonly events: readonly WebhookEvent[];
  readonly state: WebhookView['state'];
  /** Failed tries since the last one that succeeded. */
  readonly failures: number;
  /** The signing secret, sealed to the vault with this name and version; no secret of a person can have the name. */
  readonly envelope: SealedEnvelope;
  readonly name: string;
  readonly version: number;
  readonly createdAt: Date;
}

/** A webhook without its signing secret. */
export interface StoredWebhook extends Pick<WebhookDocument, 'events' | 'state' | 'failures' | 'createdAt'> {
  readonly id: string;
  readonly url: string;
}

/** The name that a webhook's signing secret is sealed under. */
export function webhookSecretName(id: string): string {
  return `CLOAKROOM_WEBHOOK_${id.replaceAll('-', '').toUpperCase()}`;
}

const envelopeSchema = new Schema<SealedEnvelope>(
  {
    v: { type: Number, required: true },
    suite: { type: String, required: true },
    keyId: { type: String, required: true },
    enc: { type: String, required: true },
    ct: { type: String, required: true },
  },
  { _id: false },
);

/** See {@link WebhookDocument}. */
export const webhookSchema: Schema<WebhookDocument> = new Schema<WebhookDocument>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    url: { type: Buffer, required: true },
    events: { type: [String], required: true },
    state: { type: String, enum: ['on', 'off', 'failing'], required: true },
    failures: { type: Number, required: true },
    envelope: { type: envelopeSchema, required: true },
    name: { type: String, required: true },
    version: { type: Number, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
).index({ userId: 1, createdAt: 1 });

/** Where a webhook's address is stored. */
export function webhookUrlPlace(id: string) {
  return { collection: 'webhooks', id, field: 'url' };
}
