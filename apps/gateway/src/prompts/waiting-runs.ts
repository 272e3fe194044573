import { isFinalRunStatus } from '@cloakroom/contracts';
import { ownerId, Persistence, type PromptReference, type StoredPrompt, type StoredRun } from '@cloakroom/persistence';
import { Injectable } from '@nestjs/common';
import { LeasesService } from '../leases/leases.service.js';
import { RunEnqueuer } from '../runs/run-enqueuer.js';
import { auditOfClosed } from './prompt-audit.js';
import { UserEvents } from '../user-events/user-events.js';

type ClosedPrompt = Pick<PromptReference, 'id' | 'userId' | 'runId' | 'conversationId'>;

/** Lets runs go on whose question has been closed. */
@Injectable()
export class WaitingRuns {
  constructor(
    private readonly stored: Persistence,
    private readonly enqueuer: RunEnqueuer,
    private readonly leases: LeasesService,
    private readonly events: UserEvents,
  ) {}

  /** Tells the pages, and takes the run back into the queue. A run that does not wait yet is left to the sweeper. */
  async goOn(prompt: StoredPrompt): Promise<void> {
    // Before the run goes on, so that it finds the leave it waited for.
    await this.leases.giveWhatWasGranted(prompt);
    await this.stored.audit.append(ownerId(prompt.userId), ...auditOfClosed(prompt));
    this.tell(prompt);
    await this.resume(prompt);
  }

  /** As {@link goOn}, for a question that was closed a while ago: also notes when there is nothing (more) to be done. */
  async goOnAtLast(prompt: PromptReference): Promise<void> {
    if (prompt.state === 'granted') {
      const granted = await this.stored.prompts.findIfAny(ownerId(prompt.userId), prompt.id);
      if (granted !== null) await this.leases.giveWhatWasGranted(granted);
    }
    if (await this.resume(prompt)) return;
    const run = await this.stored.systemRuns.findRun(prompt.runId);
    const over = run === null || isFinalRunStatus(run.status) || run.status === 'queued';
    const waitsForAnother = run?.status === 'waiting' && run.waitingPromptId !== prompt.id;
    if (over || waitsForAnother) await this.stored.prompts.settle(ownerId(prompt.userId), prompt.id);
  }

  /** For a run whose question is closed or gone, and that nobody else will see to. */
  async goOnWithout({ id, userId, waitingPromptId }: StoredRun): Promise<void> {
    const owner = ownerId(userId);
    if (waitingPromptId === null) return;
    const run = await this.stored.runs.resume(owner, id, waitingPromptId);
    if (run !== null) await this.enqueuer.enqueue(run);
  }

  private async resume({ id, userId, runId }: ClosedPrompt): Promise<boolean> {
    const owner = ownerId(userId);
    const run = await this.stored.runs.resume(owner, runId, id);
    if (run === null) return false;
    await this.enqueuer.enqueue(run);
    await this.stored.prompts.settle(owner, id);
    return true;
  }

  private tell({ userId, conversationId, runId }: ClosedPrompt): void {
    const change = { conversationId, reason: 'prompt-changed', runId } as const;
    this.events.publish({ type: 'conversation:changed', userId, change });
  }
}
