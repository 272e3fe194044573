/*
 * Trusted: the vault's public key. What must never cross: a signing secret into a document in clear, a log, or any
 * answer but the one that made it. It is sealed to the vault at once; from then on the worker alone can sign with it.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { CreatedWebhook, CreateWebhook, UpdateWebhook, WebhookDelivery, WebhookView } from '@cloakroom/contracts';
import {
  AuditTrail,
  WebhookRepository,
  webhookSecretName,
  type OwnerId,
  type StoredWebhook,
  type StoredWebhookDelivery,
} from '@cloakroom/persistence';
import { TryLimits, type TryLimit } from '@cloakroom/platform';
import { VaultSealer } from '@cloakroom/secrets/seal';
import { Inject, Injectable } from '@nestjs/common';
import { WebhookEnqueuer } from './webhook-enqueuer.js';

const SECRET_BYTES = 32;

/** Tries that a person may ask for: each is a request from this server. */
const ASKED: TryLimit = { name: 'webhook-sends', tries: 20, seconds: 60 };

/** A person's webhooks. */
@Injectable()
export class WebhooksService {
  @Inject(AuditTrail) private readonly audit: AuditTrail;

  constructor(
    private readonly webhooks: WebhookRepository,
    private readonly enqueuer: WebhookEnqueuer,
    private readonly sealer: VaultSealer,
    private readonly limits: TryLimits,
  ) {}

  async list(owner: OwnerId): Promise<{ webhooks: WebhookView[] }> {
    return { webhooks: (await this.webhooks.list(owner)).map(webhookView) };
  }

  /** Throws `too-many-webhooks`. */
  async create(owner: OwnerId, { url, events }: CreateWebhook): Promise<CreatedWebhook> {
    const id = randomUUID();
    const secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
    const place = { userId: owner, name: webhookSecretName(id), version: 1 };
    const envelope = await this.sealer.sealOnBehalf({ ...place, value: secret });
    const webhook = await this.webhooks.create(owner, { id, url, events, envelope });
    await this.audit.append(owner, { type: 'webhook.created', host: hostOf(webhook) });
    return { webhook: webhookView(webhook), secret };
  }

  /** Throws `not-found`. */
  async update(owner: OwnerId, id: string, change: UpdateWebhook): Promise<WebhookView> {
    const webhook = await this.webhooks.update(owner, id, change);
    await this.audit.append(owner, { type: 'webhook.changed', host: hostOf(webhook) });
    return webhookView(webhook);
  }

  /** Throws `not-found`. */
  async delete(owner: OwnerId, id: string): Promise<void> {
    const webhook = await this.webhooks.delete(owner, id);
    await this.audit.append(owner, { type: 'webhook.deleted', host: hostOf(webhook) });
  }

  /** Sends something that says it is a test. Throws `not-found`, `too-many-requests`. */
  async test(owner: OwnerId, webhookId: string): Promise<{ deliveries: WebhookDelivery[] }> {
    await this.webhooks.find(owner, webhookId);
    await this.limits.take(ASKED, owner);
    const nothing = { runId: null, conversationId: null, status: null, waitingFor: null };
    const test = { ...nothing, webhookId, type: 'webhook.test', occasion: `test/${randomUUID()}` } as const;
    const id = await this.webhooks.insertDelivery(owner, test);
    if (id !== null) await this.enqueuer.enqueue(id);
    return this.deliveries(owner, webhookId);
  }

  /** Tries a settled delivery again. Throws `not-found`, `too-many-requests`. */
  async resend(owner: OwnerId, webhookId: string, id: string): Promise<{ deliveries: WebhookDelivery[] }> {
    await this.limits.take(ASKED, owner);
    await this.webhooks.resend(owner, webhookId, id);
    await this.enqueuer.enqueue(id);
    return this.deliveries(owner, webhookId);
  }

  /** Throws `not-found`. */
  async deliveries(owner: OwnerId, webhookId: string): Promise<{ deliveries: WebhookDelivery[] }> {
    await this.webhooks.find(owner, webhookId);
    return { deliveries: (await this.webhooks.listDeliveries(owner, webhookId)).map(deliveryView) };
  }
}

function hostOf({ url }: StoredWebhook): string {
  return new URL(url).host;
}

function webhookView({ events, createdAt, ...webhook }: StoredWebhook): WebhookView {
  return { ...webhook, events: [...events], createdAt: createdAt.toISOString() };
}

function deliveryView(delivery: StoredWebhookDelivery): WebhookDelivery {
  const { id, type, runId, state, attempts, answerStatus: status, problem, createdAt, nextAt } = delivery;
  const next = state === 'pending' ? nextAt.toISOString() : null;
  return { id, type, runId, state, attempts, status, problem, createdAt: createdAt.toISOString(), nextAt: next };
}
