import { isFinalRunStatus } from '@cloakroom/contracts';
import { Persistence, type OwnerId } from '@cloakroom/persistence';
import { RunSignals, type Logger } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';
import { UserEvents } from '../user-events/user-events.js';
import { StoppedRunLog } from './stopped-run-log.js';

/** Stops a person's runs. */
@Injectable()
export class RunCanceller {
  @Inject(LOGGER) private readonly logger: Logger;

  constructor(
    private readonly stored: Persistence,
    private readonly signals: RunSignals,
    private readonly events: UserEvents,
    private readonly stoppedLog: StoppedRunLog,
  ) {}

  /** Stops a run wherever it is; one that has ended stays as it is. Throws `not-found`. */
  async cancel(owner: OwnerId, runId: string): Promise<void> {
    const run = await this.stored.runs.requestCancel(owner, runId);
    if (isFinalRunStatus(run.status)) return;
    const stopped = await this.stored.runs.cancelUnclaimed(owner, runId);
    if (stopped !== null) {
      await this.stored.prompts.withdrawOfRun(owner, runId);
      await this.stored.runWorkspaces.deleteOfRun(owner, runId);
      await this.stored.conversations.clearActiveRun(owner, run.conversationId, runId);
      await this.stoppedLog.end(owner, stopped);
      const change = { conversationId: run.conversationId, reason: 'run-ended', runId } as const;
      this.events.publish({ type: 'conversation:changed', userId: owner, change });
      return;
    }
    // Only a hint: the worker finds the stored request with its next heartbeat.
    await this.signals.cancel(runId).catch((error: unknown) => {
      this.logger.warn({ err: error, runId }, 'The worker of a run to be stopped could not be told at once');
    });
  }
}
