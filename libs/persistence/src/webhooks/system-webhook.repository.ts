import { WEBHOOK_MAX_FAILURES, WEBHOOK_RETRY_SECONDS, type SealedEnvelope } from '@cloakroom/contracts';
import type { Connection, Model } from 'mongoose';
import type { BodyVault } from '../bodies/body-vault.js';
import { ownerId, type OwnerId } from '../owner-id.js';
import {
  toStoredDelivery,
  webhookDeliveryDocumentSchema,
  type StoredWebhookDelivery,
  type WebhookDeliveryDocument,
} from './webhook-delivery.document.js';
import { webhookSchema, webhookUrlPlace, type WebhookDocument } from './webhook.document.js';

/** A try that has told nothing for so long is lost, in milliseconds; longer than any try may take. */
const TRY_MS = 60_000;

/** A delivery that is due and of which nobody has heard for so long is enqueued again, in milliseconds. */
const LOST_MS = 15_000;

/** Tries of one delivery in all. */
const MAX_TRIES = WEBHOOK_RETRY_SECONDS.length + 1;

/** How long deliveries are kept, in milliseconds. */
const KEPT_MS = 7 * 86_400_000;

/** A try that is to be made now; `attempts` is its number. */
export interface WebhookTry {
  readonly delivery: StoredWebhookDelivery;
  readonly owner: OwnerId;
  readonly url: string;
  readonly secret: {
    readonly envelope: SealedEnvelope;
    readonly userId: string;
    readonly name: string;
    readonly version: number;
  };
}

/** What came of a try: the status of the answer, or why there was none. */
export interface WebhookOutcome {
  readonly delivered: boolean;
  readonly answerStatus: number | null;
  readonly problem: string | null;
}

/** Webhooks of all owners, for the worker that sends them and the sweeper that finds the lost ones. */
export class SystemWebhookRepository {
  readonly #webhooks: Model<WebhookDocument>;
  readonly #deliveries: Model<WebhookDeliveryDocument>;

  constructor(
    connection: Connection,
    private readonly bodies: BodyVault,
  ) {
    this.#webhooks = connection.model<WebhookDocument>('SystemWebhook', webhookSchema, 'webhooks');
    const schema = webhookDeliveryDocumentSchema;
    this.#deliveries = connection.model<WebhookDeliveryDocument>('SystemWebhookDelivery', schema, 'webhookDeliveries');
  }

  /**
   * Takes a delivery that is due; only one process has it until it says what came of it. `null` when it is not due, and
   * for a webhook that is off, whose delivery is dropped.
   */
  async claim(id: string, now = new Date()): Promise<WebhookTry | null> {
    const lost = new Date(now.getTime() + TRY_MS);
    const due = { _id: id, state: 'pending' as const, nextAt: { $lte: now }, attempts: { $lt: MAX_TRIES } };
    const options = { returnDocument: 'after' } as const;
    const take = { $inc: { attempts: 1 }, $set: { nextAt: lost } };
    const found = await this.#deliveries.findOneAndUpdate(due, take, options).lean();
    if (found === null) return null;
    const webhook = await this.#webhooks.findOne({ _id: found.webhookId, userId: found.userId }).lean();
    const isWanted = webhook !== null && (webhook.state === 'on' || found.type === 'webhook.test');
    if (!isWanted) {
      await this.#deliveries.updateOne({ _id: id, attempts: found.attempts }, { $set: { state: 'dropped' } });
      return null;
    }
    const owner = ownerId(found.userId);
    const { envelope, userId, name, version } = webhook;
    const url = await this.bodies.open(owner, webhookUrlPlace(webhook._id), webhook.url);
    return { delivery: toStoredDelivery(found), owner, url, secret: { envelope, userId, name, version } };
  }

  /** Milliseconds until a delivery is due; `null` when it is settled or gone. */
  async dueIn(id: string, now = new Date()): Promise<number | null> {
    const found = await this.#deliveries.findOne({ _id: id, state: 'pending' }, { nextAt: 1 }).lean();
    return found === null ? null : Math.max(0, found.nextAt.getTime() - now.getTime());
  }

  /** Notes what came of a try. Says whether its webhook was switched off for it. A try that was given up for lost changes nothing. */
  async settle({ delivery }: WebhookTry, outcome: WebhookOutcome, now = new Date()): Promise<{ switchedOff: boolean }> {
    const { id, attempts, webhookId } = delivery;
    const isTest = delivery.type === 'webhook.test';
    const seconds = outcome.delivered || isTest ? undefined : WEBHOOK_RETRY_SECONDS[attempts - 1];
    const { answerStatus, problem } = outcome;
    const state = outcome.delivered ? 'delivered' : seconds === undefined ? 'failed' : 'pending';
    const nextAt = new Date(now.getTime() + (seconds ?? 0) * 1_000);
    const mine = { _id: id, attempts, state: 'pending' as const };
    const { modifiedCount } = await this.#deliveries.updateOne(mine, {
      $set: { state, nextAt, answerStatus, problem },
    });
    if (modifiedCount === 0) return { switchedOff: false };
    if (outcome.delivered) {
      await this.#webhooks.updateOne({ _id: webhookId }, { $set: { failures: 0 } });
      return { switchedOff: false };
    }
    if (isTest) return { switchedOff: false };
    await this.#webhooks.updateOne({ _id: webhookId }, { $inc: { failures: 1 } });
    const tooMany = { _id: webhookId, state: 'on' as const, failures: { $gte: WEBHOOK_MAX_FAILURES } };
    const off = await this.#webhooks.updateOne(tooMany, { $set: { state: 'failing' } });
    return { switchedOff: off.modifiedCount === 1 };
  }

  /** Deliveries whose time has come and of which the queue seems to know nothing, at most `limit`. */
  async findLost(now = new Date(), limit = 200): Promise<string[]> {
    const lost = { state: 'pending', nextAt: { $lt: new Date(now.getTime() - LOST_MS) } } as const;
    const found = await this.#deliveries.find(lost, { _id: 1 }).sort({ nextAt: 1 }).limit(limit).lean();
    return found.map(({ _id }) => _id);
  }

  /** Gives up deliveries whose every try was lost, as when what is stored does not open. */
  async giveUpLost(now = new Date()): Promise<void> {
    const lost = { state: 'pending' as const, attempts: { $gte: MAX_TRIES }, nextAt: { $lt: now } };
    await this.#deliveries.updateMany(lost, { $set: { state: 'failed' } });
  }

  /** Removes deliveries of more than a week ago. */
  async removeOld(now = new Date()): Promise<void> {
    const old = { createdAt: { $lt: new Date(now.getTime() - KEPT_MS) }, state: { $ne: 'pending' as const } };
    await this.#deliveries.deleteMany(old);
  }
}
