import { ownerId, Persistence } from '@cloakroom/persistence';
import type { Logger } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';
import { Sweeper } from '../upkeep/sweeper.js';
import { WaitingRuns } from './waiting-runs.js';

/**
 * Closes questions whose time is over, and sees to runs that were not resumed when their question was closed: because a
 * gateway died in between, or because the answer came before the run had begun to wait. Every gateway does.
 */
@Injectable()
export class PromptSweeper extends Sweeper {
  constructor(
    private readonly stored: Persistence,
    private readonly waitingRuns: WaitingRuns,
    @Inject(LOGGER) logger: Logger,
  ) {
    super({ everyMs: 2_000, atStart: false, failed: 'Questions could not be looked after' }, logger);
  }

  protected async work(): Promise<void> {
    for (const prompt of await this.stored.systemPrompts.findOverdue()) {
      const owner = ownerId(prompt.userId);
      if (!(await this.stored.prompts.close(owner, prompt.id, { state: 'expired' }))) continue;
      await this.waitingRuns.goOn(await this.stored.prompts.find(owner, prompt.id));
    }
    for (const prompt of await this.stored.systemPrompts.findUnsettled()) await this.waitingRuns.goOnAtLast(prompt);
    for (const run of await this.stored.systemRuns.findWaitingTooLong()) await this.waitingRuns.goOnWithout(run);
  }
}
