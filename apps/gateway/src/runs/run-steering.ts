import { isFinalRunStatus, MAX_STEERS_PER_RUN, type SteerRun } from '@cloakroom/contracts';
import { Persistence, type OwnerId } from '@cloakroom/persistence';
import { conflict } from '@cloakroom/platform';
import { Injectable } from '@nestjs/common';

/** Tells runs under way what their users add. */
@Injectable()
export class RunSteering {
  constructor(private readonly stored: Persistence) {}

  /**
   * Keeps a text for a run, which reads it before it goes on; one that was kept before is not kept twice. Throws
   * `not-found`, `run-ended` and `too-many-steers`: then it can still be sent as a message.
   */
  async steer(owner: OwnerId, { runId, clientMessageId, text }: SteerRun): Promise<void> {
    const { status, conversationId } = await this.stored.runs.find(owner, runId);
    if ((await this.stored.steers.stateOf(owner, clientMessageId)) !== null) return;
    if (isFinalRunStatus(status)) throw conflict('run-ended', 'The answer is done. Send it as a message.');
    if ((await this.stored.steers.count(owner, runId)) >= MAX_STEERS_PER_RUN) {
      const message = `The agent takes at most ${MAX_STEERS_PER_RUN} additions to one answer. Send it as a message.`;
      throw conflict('too-many-steers', message);
    }
    await this.stored.steers.insertOnce(owner, { id: clientMessageId, runId, conversationId, text });
  }

  /** Takes a text back. Throws `already-steered` when its run has read it; what was never kept is no error. */
  async unsteer(owner: OwnerId, clientMessageId: string): Promise<void> {
    if ((await this.stored.steers.withdraw(owner, clientMessageId)) === 'told') throw alreadySteered();
  }

  /** Whether a run may still read this text. Throws `already-steered` when one has. */
  async isUnread(owner: OwnerId, clientMessageId: string): Promise<boolean> {
    const state = await this.stored.steers.stateOf(owner, clientMessageId);
    if (state === 'told') throw alreadySteered();
    return state === 'open';
  }
}

function alreadySteered(): Error {
  return conflict('already-steered', 'The agent has read this already.');
}
