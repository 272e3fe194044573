import { SystemScheduleRepository } from '@cloakroom/persistence';
import type { Logger } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';
import { Sweeper } from '../upkeep/sweeper.js';
import { ScheduleFirer } from './schedule-firer.js';

const PAGE = 50;

/** Looks once a second for schedules that are due. Every gateway does; the database decides who fires which. */
@Injectable()
export class ScheduleSweeper extends Sweeper {
  constructor(
    private readonly schedules: SystemScheduleRepository,
    private readonly firer: ScheduleFirer,
    @Inject(LOGGER) logger: Logger,
  ) {
    super({ everyMs: 1_000, atStart: true, failed: 'Due schedules could not be looked for' }, logger);
  }

  /** One page a round: what is fired or failed is due no more, and the next round is near. */
  protected async work(): Promise<void> {
    for (const id of await this.schedules.findDue(PAGE)) await this.firer.fire(id);
  }
}
