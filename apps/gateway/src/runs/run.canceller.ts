import { isFinalRunStatus } from '@cloakroom/contracts';
import { Persistence, type OwnerId } from '@cloakroom/persistence';
import { Injectable } from '@nestjs/common';
import { UserEvents } from '../user-events/user-events.js';
import { StopEnforcer } from './stop-enforcer.js';
import { StoppedRunLog } from './stopped-run-log.js';

/** Stops a person's runs. */
@Injectable()
export class RunCanceller {
  constructor(
    private readonly stored: Persistence,
    private readonly events: UserEvents,
    private readonly stoppedLog: StoppedRunLog,
    private readonly enforcer: StopEnforcer,
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
    await this.enforcer.stop(owner, run);
  }
}
