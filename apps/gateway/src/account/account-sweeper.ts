import { AccountClosure } from '@cloakroom/persistence';
import type { Logger } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';
import { Sweeper } from '../upkeep/sweeper.js';

/** Completes deletions of accounts that were cut short. Every gateway may. */
@Injectable()
export class AccountSweeper extends Sweeper {
  constructor(
    private readonly closure: AccountClosure,
    @Inject(LOGGER) logger: Logger,
  ) {
    super({ everyMs: 60_000, atStart: true, failed: 'What closed accounts have left could not be removed' }, logger);
  }

  protected async work(): Promise<void> {
    for (const owner of await this.closure.listUnsettled()) await this.closure.removeEverything(owner);
  }
}
