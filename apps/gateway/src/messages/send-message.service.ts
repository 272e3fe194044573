import { isFinalRunStatus, type MessageSent, type RunOrigin, type SendMessage } from '@cloakroom/contracts';
import { Persistence, type OwnerId, type StoredRun } from '@cloakroom/persistence';
import { conflict } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { RunEnqueuer } from '../runs/run-enqueuer.js';
import { UserEvents } from '../user-events/user-events.js';
import { ConversationSeat } from './conversation-seat.js';
import { RunAdmission } from './run-admission.js';
import { titleOf } from './conversation-title.js';
import { retriedRunIds, sentMessageIds } from './sent-message-ids.js';

/**
 * Takes a message: stores it with its answer and its run, and enqueues the run. Every write can be repeated and every
 * id is derived, so that a message sent again, after a crash between any two writes too, is one message and one run.
 */
@Injectable()
export class SendMessageService {
  @Inject(ConversationSeat) private readonly seat: ConversationSeat;

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
    const known = await this.seat.findRun(owner, ids.runId);
    if (known !== null) return this.sentBefore(ids, known);
    await this.admission.admit(owner);
    await this.stored.conversations.createIfAbsent(owner, ids.conversationId, titleOf(message.text));
    await this.seat.occupy(owner, ids);
    await this.storeMessages(owner, ids, message);
    await this.begin(owner, ids, origin);
    return ids;
  }

  /**
   * Answers a question anew whose run has failed: one more answer and run to the same message, however often it is asked
   * for. Throws `not-found`, `not-failed`, `superseded` when the conversation has gone on since, and what {@link send} does.
   */
  async retry(owner: OwnerId, failedRunId: string): Promise<MessageSent> {
    const failed = await this.stored.runs.find(owner, failedRunId);
    const ids = retriedRunIds(owner, failed);
    const known = await this.seat.findRun(owner, ids.runId);
    if (known !== null) return this.sentBefore(ids, known);
    if (failed.status !== 'failed') throw conflict('not-failed', 'Only an answer that has failed can be tried again.');
    const last = await this.stored.messages.findLast(owner, ids.conversationId);
    if (last === null || ![failed.assistantMessageId, ids.assistantMessageId].includes(last.id)) {
      throw conflict('superseded', 'The conversation has gone on since. Ask again below.');
    }
    await this.admission.admit(owner);
    await this.seat.occupy(owner, ids);
    const after = last.id === ids.assistantMessageId ? last.createdAt : later(last.createdAt);
    await this.storeAnswerOf(owner, ids, after);
    await this.begin(owner, ids, failed.origin);
    return ids;
  }

  private async begin(owner: OwnerId, ids: MessageSent, origin: RunOrigin): Promise<void> {
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
  }

  private async sentBefore(ids: MessageSent, run: StoredRun): Promise<MessageSent> {
    if (run.status === 'queued' && run.enqueuedAt === null) await this.enqueuer.enqueue(run);
    return { ...ids, conversationId: run.conversationId };
  }

  private async storeMessages(owner: OwnerId, ids: MessageSent, { clientMessageId, text }: SendMessage): Promise<void> {
    const { conversationId, messageId } = ids;
    const last = await this.stored.messages.findLast(owner, conversationId);
    const { message } = await this.stored.messages.insertOnce(owner, {
      id: messageId,
      conversationId,
      parentId: last?.id ?? null,
      role: 'user',
      parts: [{ type: 'text', text }],
      clientMessageId,
      runId: null,
      createdAt: later(last?.createdAt),
    });
    await this.storeAnswerOf(owner, ids, message.createdAt);
  }

  private async storeAnswerOf(owner: OwnerId, ids: MessageSent, createdAt: Date): Promise<void> {
    const { conversationId, messageId, assistantMessageId, runId } = ids;
    await this.stored.messages.insertOnce(owner, {
      id: assistantMessageId,
      conversationId,
      parentId: messageId,
      role: 'assistant',
      parts: [],
      clientMessageId: assistantMessageId,
      runId,
      createdAt,
    });
  }
}

/** Now, or right after the moment before, if clocks disagree. */
function later(before: Date | undefined): Date {
  return new Date(Math.max(Date.now(), (before?.getTime() ?? 0) + 1));
}
