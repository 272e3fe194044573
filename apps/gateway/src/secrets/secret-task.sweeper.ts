import { SystemSecretRepository } from '@cloakroom/persistence';
import type { Logger } from '@cloakroom/platform';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';
import { SecretHistoryService } from './secret-history.service.js';

const INTERVAL_MS = 15_000;

/** Enqueues work on users' history that is not over, in case it was lost. What is queued already stays one job. */
@Injectable()
export class SecretTaskSweeper implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | null = null;
  #sweep: Promise<void> | null = null;

  constructor(
    private readonly secrets: SystemSecretRepository,
    private readonly history: SecretHistoryService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.#sweep ??= this.sweep().finally(() => (this.#sweep = null));
    }, INTERVAL_MS);
  }

  async onModuleDestroy(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#sweep;
  }

  /** One round. Never throws. */
  async sweep(): Promise<void> {
    try {
      for (const { userId, secretId, version, task } of await this.secrets.listOpenTasks()) {
        await this.history.enqueue(userId, { id: secretId, version }, task);
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'Lost secret tasks could not be looked for');
    }
  }
}
