import { SystemWebhookRepository } from '@cloakroom/persistence';
import type { Logger } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';
import { Sweeper } from '../upkeep/sweeper.js';
import { WebhookEnqueuer } from './webhook-enqueuer.js';

/** Enqueues deliveries whose job was lost, and removes old ones. */
@Injectable()
export class WebhookSweeper extends Sweeper {
  constructor(
    private readonly webhooks: SystemWebhookRepository,
    private readonly enqueuer: WebhookEnqueuer,
    @Inject(LOGGER) logger: Logger,
  ) {
    super({ everyMs: 5_000, atStart: true, failed: 'Lost webhooks could not be looked for' }, logger);
  }

  protected async work(): Promise<void> {
    await this.webhooks.giveUpLost();
    for (const id of await this.webhooks.findLost()) await this.enqueuer.enqueue(id);
    await this.webhooks.removeOld();
  }
}
