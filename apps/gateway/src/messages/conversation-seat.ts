import { isFinalRunStatus, type MessageSent } from '@cloakroom/contracts';
import { Persistence, type OwnerId, type StoredRun } from '@cloakroom/persistence';
import { AppError, conflict } from '@cloakroom/platform';
import { Injectable } from '@nestjs/common';

/** A conversation whose run was never stored is free again after this long, in milliseconds. */
const ABANDONED_MS = 30_000;

/** A conversation has one run under way at a time: this is where a run gets that place. */
@Injectable()
export class ConversationSeat {
  constructor(private readonly stored: Persistence) {}

  /** Makes this the conversation's run under way. Throws `run-active` when another one really is. */
  async occupy(owner: OwnerId, { conversationId, runId }: MessageSent): Promise<void> {
    if (await this.stored.conversations.setActiveRun(owner, conversationId, runId)) return;
    await this.freeIfOver(owner, conversationId);
    if (await this.stored.conversations.setActiveRun(owner, conversationId, runId)) return;
    const message = 'An answer is still being written in this conversation. Wait for it, or stop it first.';
    throw conflict('run-active', message);
  }

  async findRun(owner: OwnerId, runId: string): Promise<StoredRun | null> {
    try {
      return await this.stored.runs.find(owner, runId);
    } catch (error) {
      if (error instanceof AppError && error.code === 'not-found') return null;
      throw error;
    }
  }

  private async freeIfOver(owner: OwnerId, conversationId: string): Promise<void> {
    const { activeRunId, updatedAt } = await this.stored.conversations.find(owner, conversationId);
    if (activeRunId === null) return;
    const run = await this.findRun(owner, activeRunId);
    const abandoned = run === null && Date.now() - updatedAt.getTime() > ABANDONED_MS;
    if (abandoned || (run !== null && isFinalRunStatus(run.status))) {
      await this.stored.conversations.clearActiveRun(owner, conversationId, activeRunId);
    }
  }
}
