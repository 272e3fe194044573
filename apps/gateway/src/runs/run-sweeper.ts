import { SystemRunRepository } from '@cloakroom/persistence';
import type { Logger } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';
import { Sweeper } from '../upkeep/sweeper.js';
import { RunEnqueuer } from './run-enqueuer.js';

/** Finds runs that nobody works at and enqueues them again. Every gateway does; the claim decides who gets a run. */
@Injectable()
export class RunSweeper extends Sweeper {
  constructor(
    private readonly systemRuns: SystemRunRepository,
    private readonly enqueuer: RunEnqueuer,
    @Inject(LOGGER) logger: Logger,
  ) {
    super({ everyMs: 2_000, atStart: false, failed: 'Lost runs could not be looked for' }, logger);
  }

  protected async work(): Promise<void> {
    for (const run of await this.systemRuns.findLost()) {
      this.logger.info({ runId: run.id, status: run.status, attempt: run.attempt }, 'Enqueueing a lost run again');
      if (!(await this.enqueuer.enqueue(run))) return;
    }
  }
}
