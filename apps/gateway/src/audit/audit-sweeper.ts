import { SystemAuditRepository } from '@cloakroom/persistence';
import type { Logger } from '@cloakroom/platform';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';

const INTERVAL_MS = 60 * 60_000;

/** Removes audit entries after 90 days, every hour. Every gateway may. */
@Injectable()
export class AuditSweeper implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | null = null;
  #sweep: Promise<void> | null = null;

  constructor(
    private readonly audit: SystemAuditRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#begin();
    this.#timer = setInterval(() => this.#begin(), INTERVAL_MS);
  }

  async onModuleDestroy(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#sweep;
  }

  #begin(): void {
    this.#sweep ??= this.sweep().finally(() => (this.#sweep = null));
  }

  /** One round. Never throws. */
  async sweep(): Promise<void> {
    try {
      const removed = await this.audit.sweep();
      if (removed > 0) this.logger.info({ removed }, 'Audit entries past their time are gone');
    } catch (error) {
      this.logger.warn({ err: error }, 'Audit entries past their time could not be removed');
    }
  }
}
