import { SystemAuditRepository } from '@cloakroom/persistence';
import type { Logger } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';
import { Sweeper } from '../upkeep/sweeper.js';

/** Removes audit entries after 90 days, every hour. Every gateway may. */
@Injectable()
export class AuditSweeper extends Sweeper {
  constructor(
    private readonly audit: SystemAuditRepository,
    @Inject(LOGGER) logger: Logger,
  ) {
    super(
      { everyMs: 60 * 60_000, atStart: true, failed: 'Audit entries past their time could not be removed' },
      logger,
    );
  }

  protected async work(): Promise<void> {
    const removed = await this.audit.sweep();
    if (removed > 0) this.logger.info({ removed }, 'Audit entries past their time are gone');
  }
}
