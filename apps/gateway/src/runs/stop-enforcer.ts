import { SystemRunRepository, type OwnerId, type StoredRun } from '@cloakroom/persistence';
import { RunSignals, type Logger } from '@cloakroom/platform';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';
import { RunEnqueuer } from './run-enqueuer.js';
import { StoppedRunLog } from './stopped-run-log.js';

/** How long a worker has to end a run that it was told to stop, in milliseconds. */
const GRACE_MS = 500;

/**
 * Stops runs whose worker does not hear: it was killed, hangs, or is cut off. The run is taken from it, its log ends
 * here, so that pages see the end at once, and the next worker stores what the log tells.
 */
@Injectable()
export class StopEnforcer implements OnModuleDestroy {
  @Inject(LOGGER) private readonly logger: Logger;
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(
    private readonly systemRuns: SystemRunRepository,
    private readonly signals: RunSignals,
    private readonly stoppedLog: StoppedRunLog,
    private readonly enqueuer: RunEnqueuer,
  ) {}

  /**
   * Tells the worker of `run`, whose stored request to stop is the truth, and looks after it. What this gateway cannot
   * do any more when the time is over, the sweeper does. Never throws.
   */
  async stop(owner: OwnerId, run: StoredRun): Promise<void> {
    this.watch(owner, run);
    await this.signals.cancel(run.id).catch((error: unknown) => {
      this.logger.warn({ err: error, runId: run.id }, 'The worker of a run to be stopped could not be told at once');
    });
  }

  onModuleDestroy(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private watch(owner: OwnerId, run: StoredRun): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.enforce(owner, run).catch((error: unknown) => {
        this.logger.warn({ err: error, runId: run.id }, 'A run could not be taken from its worker to be stopped');
      });
    }, GRACE_MS);
    this.timers.add(timer);
  }

  private async enforce(owner: OwnerId, { id: runId, attempt }: StoredRun): Promise<void> {
    const taken = await this.systemRuns.takeToStop({ runId, attempt });
    if (taken === null) return;
    this.logger.info({ runId, attempt }, 'A run was taken from a worker that did not stop it');
    await this.stoppedLog.end(owner, taken);
    await this.enqueuer.enqueue(taken);
  }
}
