import { SystemRunRepository, type StoredRun } from '@cloakroom/persistence';
import { AgentRunQueue, type Logger } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';

/** Hands stored runs to the queue. */
@Injectable()
export class RunEnqueuer {
  constructor(
    private readonly queue: AgentRunQueue,
    private readonly systemRuns: SystemRunRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Never throws: the run is stored, and the sweeper enqueues what could not be enqueued now. */
  async enqueue(run: Pick<StoredRun, 'id' | 'attempt'>): Promise<boolean> {
    try {
      await this.queue.enqueue(run.id, run.attempt);
      await this.systemRuns.markEnqueued(run.id);
      return true;
    } catch (error) {
      this.logger.warn({ err: error, runId: run.id }, 'A run could not be enqueued; the sweeper will try again');
      return false;
    }
  }
}
