import { randomUUID } from 'node:crypto';
import { MAX_WEBHOOKS, type SealedEnvelope, type WebhookEvent } from '@cloakroom/contracts';
import { conflict, notFound } from '@cloakroom/platform';
import type { Connection } from 'mongoose';
import type { BodyVault } from '../bodies/body-vault.js';
import { isDuplicateKey } from '../connection/duplicate-key.js';
import { OwnedCollection } from '../connection/owned-collection.js';
import type { OwnerId } from '../owner-id.js';
import {
  toStoredDelivery,
  webhookDeliveryDocumentSchema,
  type NewWebhookDelivery,
  type StoredWebhookDelivery,
  type WebhookDeliveryDocument,
} from './webhook-delivery.document.js';
import {
  webhookSchema,
  webhookSecretName,
  webhookUrlPlace,
  type StoredWebhook,
  type WebhookDocument,
} from './webhook.document.js';

const WITHOUT_SECRET = { envelope: 0 } as const;
const LISTED_DELIVERIES = 50;

/** A webhook to be stored; `envelope` is sealed for {@link webhookSecretName} of its id, version 1. */
export interface NewWebhook {
  readonly id: string;
  readonly url: string;
  readonly events: readonly WebhookEvent[];
  readonly envelope: SealedEnvelope;
}

/** Webhooks and what they are told, of one owner at a time. */
export class WebhookRepository {
  readonly #stored: OwnedCollection<WebhookDocument>;
  readonly #deliveries: OwnedCollection<WebhookDeliveryDocument>;

  constructor(
    connection: Connection,
    private readonly bodies: BodyVault,
  ) {
    this.#stored = new OwnedCollection(connection, { model: 'Webhook', collection: 'webhooks' }, webhookSchema);
    const name = { model: 'WebhookDelivery', collection: 'webhookDeliveries' };
    this.#deliveries = new OwnedCollection(connection, name, webhookDeliveryDocumentSchema);
  }

  /** Makes the collections' indexes. */
  async createIndexes(): Promise<void> {
    await this.#stored.createIndexes();
    await this.#deliveries.createIndexes();
  }

  /** Throws `too-many-webhooks` (409) when there are {@link MAX_WEBHOOKS}. */
  async create(owner: OwnerId, { id, url, events, envelope }: NewWebhook): Promise<StoredWebhook> {
    const createdAt = new Date();
    const fresh = { state: 'on', failures: 0, name: webhookSecretName(id), version: 1, createdAt } as const;
    const sealedUrl = await this.bodies.seal(owner, webhookUrlPlace(id), url);
    await this.#stored.insert(owner, { ...fresh, _id: id, url: sealedUrl, events, envelope });
    if ((await this.#stored.count(owner)) <= MAX_WEBHOOKS) return this.find(owner, id);
    await this.#stored.deleteOne(owner, { _id: id });
    throw conflict(
      'too-many-webhooks',
      `You have ${MAX_WEBHOOKS} webhooks, which is as many as fit. Delete one first.`,
    );
  }

  /** Throws `not-found`, also for another owner's webhook. */
  async find(owner: OwnerId, id: string): Promise<StoredWebhook> {
    const found = await this.#stored.findOne(owner, { _id: id }, WITHOUT_SECRET).lean();
    if (found === null) throw notFound('webhook');
    return this.#open(owner, found);
  }

  /** Oldest first. */
  async list(owner: OwnerId): Promise<StoredWebhook[]> {
    const found = await this.#stored.find(owner, {}, WITHOUT_SECRET).sort({ createdAt: 1, _id: 1 }).lean();
    return Promise.all(found.map((document) => this.#open(owner, document)));
  }

  /** Ids of those that are on and want to be told this. */
  async listenersOf(owner: OwnerId, event: WebhookEvent): Promise<string[]> {
    const found = await this.#stored.find(owner, { state: 'on', events: event }, { _id: 1 }).lean();
    return found.map(({ _id }) => _id);
  }

  /** Switching on forgets earlier failures. Throws `not-found`. */
  async update(
    owner: OwnerId,
    id: string,
    change: { readonly enabled?: boolean | undefined; readonly events?: readonly WebhookEvent[] | undefined },
  ): Promise<StoredWebhook> {
    const { enabled, events } = change;
    const switched = enabled === undefined ? {} : { state: enabled ? ('on' as const) : ('off' as const), failures: 0 };
    const fields = { ...switched, ...(events === undefined ? {} : { events }) };
    if (Object.keys(fields).length > 0) await this.#stored.updateOne(owner, { _id: id }, { $set: fields });
    return this.find(owner, id);
  }

  /** Removes a webhook with its deliveries; answers with what it was. Throws `not-found`. */
  async delete(owner: OwnerId, id: string): Promise<StoredWebhook> {
    const webhook = await this.find(owner, id);
    await this.#stored.deleteOne(owner, { _id: id });
    await this.#deliveries.deleteMany(owner, { webhookId: id });
    return webhook;
  }

  /** Stores what a webhook is to be told, once for each occasion; `null` when it was stored before. */
  async insertDelivery(owner: OwnerId, delivery: NewWebhookDelivery, now = new Date()): Promise<string | null> {
    const id = randomUUID();
    const fresh = { state: 'pending', attempts: 0, nextAt: now, answerStatus: null, problem: null } as const;
    try {
      await this.#deliveries.insert(owner, { ...delivery, ...fresh, _id: id, createdAt: now });
      return id;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return null;
    }
  }

  /** Newest first. */
  async listDeliveries(owner: OwnerId, webhookId: string): Promise<StoredWebhookDelivery[]> {
    const found = await this.#deliveries
      .find(owner, { webhookId })
      .sort({ createdAt: -1, _id: 1 })
      .limit(LISTED_DELIVERIES)
      .lean();
    return found.map(toStoredDelivery);
  }

  /** Has a settled delivery tried again from the start, at once one that waits for its next try. Throws `not-found`. */
  async resend(owner: OwnerId, webhookId: string, id: string, now = new Date()): Promise<void> {
    const again = { $set: { state: 'pending', attempts: 0, nextAt: now } } as const;
    const settled = { _id: id, webhookId, state: { $ne: 'pending' as const } };
    const { modifiedCount } = await this.#deliveries.updateOne(owner, settled, again);
    if (modifiedCount === 0 && (await this.#deliveries.exists(owner, { _id: id, webhookId })) === null) {
      throw notFound('delivery');
    }
  }

  async #open(owner: OwnerId, document: Omit<WebhookDocument, 'envelope'>): Promise<StoredWebhook> {
    const { _id: id, events, state, failures, createdAt } = document;
    return {
      id,
      url: await this.bodies.open(owner, webhookUrlPlace(id), document.url),
      events,
      state,
      failures,
      createdAt,
    };
  }
}
