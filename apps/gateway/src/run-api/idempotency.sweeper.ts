import { SystemApiRunRepository } from '@cloakroom/persistence';
import type { Logger } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';
import { Sweeper } from '../upkeep/sweeper.js';

/** Forgets idempotency keys whose time is over. */
@Injectable()
export class IdempotencySweeper extends Sweeper {
  constructor(
    private readonly requests: SystemApiRunRepository,
    @Inject(LOGGER) logger: Logger,
  ) {
    super({ everyMs: 600_000, atStart: true, failed: 'Old idempotency keys could not be forgotten' }, logger);
  }

  protected async work(): Promise<void> {
    await this.requests.forgetExpired();
  }
}
