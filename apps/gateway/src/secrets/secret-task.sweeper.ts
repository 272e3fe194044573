import { SystemSecretRepository } from '@cloakroom/persistence';
import type { Logger } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';
import { Sweeper } from '../upkeep/sweeper.js';
import { SecretHistoryService } from './secret-history.service.js';

/** Enqueues work on users' history that is not over, in case it was lost. What is queued already stays one job. */
@Injectable()
export class SecretTaskSweeper extends Sweeper {
  constructor(
    private readonly secrets: SystemSecretRepository,
    private readonly history: SecretHistoryService,
    @Inject(LOGGER) logger: Logger,
  ) {
    super({ everyMs: 15_000, atStart: false, failed: 'Lost secret tasks could not be looked for' }, logger);
  }

  protected async work(): Promise<void> {
    for (const { userId, secretId, version, task } of await this.secrets.listOpenTasks()) {
      await this.history.enqueue(userId, { id: secretId, version }, task);
    }
  }
}
