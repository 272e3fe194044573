import { ownerId, Persistence } from '@cloakroom/persistence';
import type { Logger } from '@cloakroom/platform';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';
import { WaitingRuns } from './waiting-runs.js';

const INTERVAL_MS = 2_000;

/**
 * Closes questions whose time is over, and sees to runs that were not resumed when their question was closed: because a
 * gateway died in between, or because the answer came before the run had begun to wait. Every gateway does.
 */
@Injectable()
export class PromptSweeper implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | null = null;
  #sweep: Promise<void> | null = null;

  constructor(
    private readonly stored: Persistence,
    private readonly waitingRuns: WaitingRuns,
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
      for (const prompt of await this.stored.systemPrompts.findOverdue()) {
        const owner = ownerId(prompt.userId);
        if (!(await this.stored.prompts.close(owner, prompt.id, { state: 'expired' }))) continue;
        await this.waitingRuns.goOn(await this.stored.prompts.find(owner, prompt.id));
      }
      for (const prompt of await this.stored.systemPrompts.findUnsettled()) await this.waitingRuns.goOnAtLast(prompt);
      for (const run of await this.stored.systemRuns.findWaitingTooLong()) await this.waitingRuns.goOnWithout(run);
    } catch (error) {
      this.logger.warn({ err: error }, 'Questions could not be looked after');
    }
  }
}
