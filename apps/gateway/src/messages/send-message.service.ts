import { isFinalRunStatus, type MessageSent, type RunOrigin, type SendMessage } from '@cloakroom/contracts';
import { Persistence, type OwnerId, type StoredRun } from '@cloakroom/persistence';
import { AppError, conflict } from '@cloakroom/platform';
import { Injectable } from '@nestjs/common';
import { RunEnqueuer } from '../runs/run-enqueuer.js';
import { UserEvents } from '../user-events/user-events.js';
import { RunAdmission } from './run-admission.js';
import { titleOf } from './conversation-title.js';
import { sentMessageIds } from './sent-message-ids.js';

/** A conversation whose run was never stored is free again after this long, in milliseconds. */
const ABANDONED_MS = 30_000;

/**
 * Takes a message: stores it with its answer and its run, and enqueues the run. Every write can be repeated and every
 * id is derived, so that a message sent again, after a crash between any two writes too, is one message and one run.
 */
@Injectable()
export class SendMessageService {
  constructor(
    private readonly stored: Persistence,
    private readonly enqueuer: RunEnqueuer,
    private readonly admission: RunAdmission,
    private readonly events: UserEvents,
  ) {}

  /**
   * Throws `run-active` while the conversation's last answer is still being written, and what {@link RunAdmission.admit}
   * throws; whatever was refused may be sent again with the same ids.
   */
  async send(owner: OwnerId, message: SendMessage, origin: RunOrigin = 'chat'): Promise<MessageSent> {
    const ids = sentMessageIds(owner, message.conversationId, message.clientMessageId);
    const known = await this.findRun(owner, ids.runId);
    if (known !== null) return this.sentBefore(ids, known);
    await this.admission.admit(owner);
    await this.stored.conversations.createIfAbsent(owner, ids.conversationId, titleOf(message.text));
    await this.occupy(owner, ids);
    await this.storeMessages(owner, ids, message);
    const run = await this.stored.runs.insertQueued(owner, {
      id: ids.runId,
      conversationId: ids.conversationId,
      userMessageId: ids.messageId,
      assistantMessageId: ids.assistantMessageId,
      origin,
    });
    // A slow second try may come here after the first one's run has ended.
    if (isFinalRunStatus(run.status)) await this.stored.conversations.clearActiveRun(owner, ids.conversationId, run.id);
    else if (run.status === 'queued') await this.enqueuer.enqueue(run);
    const { conversationId, runId } = ids;
    this.events.publish({
      type: 'conversation:changed',
      userId: owner,
      change: { conversationId, reason: 'message-sent', runId },
    });
    return ids;
  }

  private async sentBefore(ids: MessageSent, run: StoredRun): Promise<MessageSent> {
    if (run.status === 'queued' && run.enqueuedAt === null) await this.enqueuer.enqueue(run);
    return { ...ids, conversationId: run.conversationId };
  }

  private async storeMessages(owner: OwnerId, ids: MessageSent, { clientMessageId, text }: SendMessage): Promise<void> {
    const { conversationId, messageId, assistantMessageId, runId } = ids;
    const last = await this.stored.messages.findLast(owner, conversationId);
    const { message } = await this.stored.messages.insertOnce(owner, {
      id: messageId,
      conversationId,
      parentId: last?.id ?? null,
      role: 'user',
      parts: [{ type: 'text', text }],
      clientMessageId,
      runId: null,
      createdAt: new Date(Math.max(Date.now(), (last?.createdAt.getTime() ?? 0) + 1)),
    });
    await this.stored.messages.insertOnce(owner, {
      id: assistantMessageId,
      conversationId,
      parentId: messageId,
      role: 'assistant',
      parts: [],
      clientMessageId: assistantMessageId,
      runId,
      createdAt: message.createdAt,
    });
  }

  /** Makes this the conversation's run under way. Throws `run-active` when another one really is. */
  private async occupy(owner: OwnerId, { conversationId, runId }: MessageSent): Promise<void> {
    if (await this.stored.conversations.setActiveRun(owner, conversationId, runId)) return;
    await this.freeIfOver(owner, conversationId);
    if (await this.stored.conversations.setActiveRun(owner, conversationId, runId)) return;
    const message = 'An answer is still being written in this conversation. Wait for it, or stop it first.';
    throw conflict('run-active', message);
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

  private async findRun(owner: OwnerId, runId: string): Promise<StoredRun | null> {
    try {
      return await this.stored.runs.find(owner, runId);
    } catch (error) {
      if (error instanceof AppError && error.code === 'not-found') return null;
      throw error;
    }
  }
}
