import { SystemRunRepository } from '@cloakroom/persistence';
import type { Logger } from '@cloakroom/platform';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';
import { RunEnqueuer } from './run-enqueuer.js';

const INTERVAL_MS = 3_000;

/** Finds runs that nobody works at and enqueues them again. Every gateway does; the claim decides who gets a run. */
@Injectable()
export class RunSweeper implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | null = null;
  #sweep: Promise<void> | null = null;

  constructor(
    private readonly systemRuns: SystemRunRepository,
    private readonly enqueuer: RunEnqueuer,
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
      for (const run of await this.systemRuns.findLost()) {
        this.logger.info({ runId: run.id, status: run.status, attempt: run.attempt }, 'Enqueueing a lost run again');
        if (!(await this.enqueuer.enqueue(run))) return;
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'Lost runs could not be looked for');
    }
  }
}
