import { isFinalRunStatus, type RunStatus, type WebhookEvent } from '@cloakroom/contracts';
import { ownerId, Persistence, type NewWebhookDelivery, type UntoldRun } from '@cloakroom/persistence';
import type { Logger } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';
import { Sweeper } from '../upkeep/sweeper.js';
import { WebhookEnqueuer } from './webhook-enqueuer.js';

const PAGE = 200;

/** A request for which there is still no run after this long came to nothing, in milliseconds. */
const CAME_TO_NOTHING_MS = 86_400_000;

/**
 * Finds what webhooks are to be told about runs that were asked for over the API, in the database, so that nothing is
 * lost with a process. Every gateway does; a delivery is stored before it is noted that it was, and stored once.
 */
@Injectable()
export class WebhookTeller extends Sweeper {
  constructor(
    private readonly stored: Persistence,
    private readonly enqueuer: WebhookEnqueuer,
    @Inject(LOGGER) logger: Logger,
  ) {
    super({ everyMs: 1_000, atStart: true, failed: 'What webhooks are to be told could not be looked for' }, logger);
  }

  protected async work(): Promise<void> {
    let after = '';
    for (;;) {
      const found = await this.stored.systemApiRuns.listUntold(after, PAGE);
      for (const run of found) await this.tell(run);
      after = found.at(-1)?.id ?? after;
      if (found.length < PAGE) return;
    }
  }

  private async tell({ id, userId, conversationId, createdAt, toldPromptId, run }: UntoldRun): Promise<void> {
    const { systemApiRuns } = this.stored;
    if (run === null) {
      if (Date.now() - createdAt.getTime() > CAME_TO_NOTHING_MS) await systemApiRuns.markTold(id, 'end');
      return;
    }
    const { status, waitingPromptId: promptId } = run;
    const place = { userId, runId: id, conversationId, status };
    if (isFinalRunStatus(status)) {
      await this.deliver({ ...place, type: endEvent(status), occasion: `${id}/end`, waitingFor: null });
      await systemApiRuns.markTold(id, 'end');
    } else if (status === 'waiting' && promptId !== null && promptId !== toldPromptId) {
      const waitingFor = await this.kindOf(userId, promptId);
      await this.deliver({ ...place, type: 'run.waiting', occasion: `${id}/waiting/${promptId}`, waitingFor });
      await systemApiRuns.markTold(id, { promptId });
    }
  }

  private async deliver({
    userId,
    type,
    ...what
  }: Omit<NewWebhookDelivery, 'webhookId' | 'type'> & { userId: string; type: WebhookEvent }): Promise<void> {
    const owner = ownerId(userId);
    for (const webhookId of await this.stored.webhooks.listenersOf(owner, type)) {
      const id = await this.stored.webhooks.insertDelivery(owner, { ...what, type, webhookId });
      if (id !== null) await this.enqueuer.enqueue(id);
    }
  }

  private async kindOf(userId: string, promptId: string): Promise<'secret' | 'lease' | null> {
    const prompt = await this.stored.prompts.findIfAny(ownerId(userId), promptId);
    return prompt?.ask.kind ?? null;
  }
}

function endEvent(status: RunStatus): WebhookEvent {
  if (status === 'finished') return 'run.finished';
  return status === 'failed' ? 'run.failed' : 'run.cancelled';
}
