/*
 * Sends webhooks. Trusted: the vault's opener. Not trusted: the address, which a person chose, and every answer: it goes
 * the way of agent code, so that no private address is reached, and nothing of it is kept but its status.
 * What must never cross: the signing secret; it lives in memory for one try. A redirect is not followed.
 */
import type { WebhookBody } from '@cloakroom/contracts';
import type { Persistence, StoredWebhookDelivery, WebhookOutcome, WebhookTry } from '@cloakroom/persistence';
import type { Logger } from '@cloakroom/platform';
import { EgressError } from '@cloakroom/sandbox';
import type { VaultOpener } from '@cloakroom/secrets/open';
import type { EgressBroker } from '../egress/egress-broker.js';
import { signWebhook } from './webhook-signature.js';

const TRY_TIMEOUT_MS = 10_000;

/** What sending works with. */
export interface WebhookSenderParts {
  readonly persistence: Pick<Persistence, 'systemWebhooks' | 'audit'>;
  readonly vault: Pick<VaultOpener, 'open'>;
  readonly egress: Pick<EgressBroker, 'openRun'>;
  readonly logger: Logger;
}

/** Makes one try of a delivery at a time. */
export class WebhookSender {
  constructor(private readonly parts: WebhookSenderParts) {}

  /** Milliseconds until the next try; `null` when there is none to be made. */
  async send(deliveryId: string): Promise<number | null> {
    const { systemWebhooks } = this.parts.persistence;
    const attempt = await systemWebhooks.claim(deliveryId);
    if (attempt === null) return systemWebhooks.dueIn(deliveryId);
    const outcome = await this.#try(attempt);
    const { switchedOff } = await systemWebhooks.settle(attempt, outcome);
    if (switchedOff) await this.#noteSwitchedOff(attempt);
    return systemWebhooks.dueIn(deliveryId);
  }

  async #try({ delivery, url, secret }: WebhookTry): Promise<WebhookOutcome> {
    const run = this.parts.egress.openRun({ runId: delivery.id, userId: delivery.userId });
    try {
      const body = JSON.stringify(bodyOf(delivery));
      const opened = await this.parts.vault.open(secret);
      const signed = signWebhook(opened.reveal(), { id: delivery.id, body, at: new Date() });
      const response = await run.request(
        {
          url,
          method: 'POST',
          headers: [['content-type', 'application/json'], ['user-agent', 'Cloakroom-Webhooks/1'], ...signed],
          body: Buffer.from(body),
          redirect: 'manual',
          decompress: false,
          connectTimeoutMs: TRY_TIMEOUT_MS,
          readTimeoutMs: TRY_TIMEOUT_MS,
        },
        AbortSignal.timeout(TRY_TIMEOUT_MS),
      );
      response.body.cancel();
      const { status: answerStatus } = response;
      return { delivered: answerStatus >= 200 && answerStatus < 300, answerStatus, problem: null };
    } catch (error) {
      const problem = error instanceof EgressError ? error.code : 'INTERNAL';
      if (problem === 'INTERNAL') {
        this.parts.logger.error({ err: error, deliveryId: delivery.id }, 'A webhook could not be sent');
      }
      return { delivered: false, answerStatus: null, problem };
    } finally {
      await run.close();
    }
  }

  async #noteSwitchedOff({ owner, url, delivery: { webhookId } }: WebhookTry): Promise<void> {
    this.parts.logger.warn({ webhookId }, 'A webhook was switched off after many failures');
    await this.parts.persistence.audit.append(owner, { type: 'webhook.failing', host: new URL(url).host });
  }
}

function bodyOf({ type, createdAt, runId, conversationId, status, waitingFor }: StoredWebhookDelivery): WebhookBody {
  return { type, timestamp: createdAt.toISOString(), data: { runId, conversationId, status, waitingFor } };
}
