import {
  isFinalRunStatus,
  type FileView,
  type MessageSent,
  type RegenerateAnswer,
  type RunOrigin,
  type SendMessage,
} from '@cloakroom/contracts';
import { Persistence, type OwnerId, type StoredRun } from '@cloakroom/persistence';
import { conflict, notFound } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { MessageAttachments } from '../files/message-attachments.js';
import { RunEnqueuer } from '../runs/run-enqueuer.js';
import { RunSteering } from '../runs/run-steering.js';
import { UserEvents } from '../user-events/user-events.js';
import { BranchesService } from './branches.service.js';
import { ConversationSeat } from './conversation-seat.js';
import { RunAdmission } from './run-admission.js';
import { titleOf } from './conversation-title.js';
import { regeneratedIds, retriedRunIds, sentMessageIds } from './sent-message-ids.js';

/**
 * Takes a message: stores it with its answer and its run, and enqueues the run. Every write can be repeated and every
 * id is derived, so that a message sent again, after a crash between any two writes too, is one message and one run.
 */
@Injectable()
export class SendMessageService {
  @Inject(ConversationSeat) private readonly seat: ConversationSeat;
  @Inject(MessageAttachments) private readonly attachments: MessageAttachments;
  @Inject(BranchesService) private readonly branches: BranchesService;
  @Inject(RunSteering) private readonly steering: RunSteering;

  constructor(
    private readonly stored: Persistence,
    private readonly enqueuer: RunEnqueuer,
    private readonly admission: RunAdmission,
    private readonly events: UserEvents,
  ) {}

  /**
   * Throws `run-active` while the conversation's last answer is still being written, `already-steered` when that answer's run
   * was told this text and has read it, and what {@link RunAdmission.admit}
   * and {@link MessageAttachments.check} throw; whatever was refused may be sent again with the same ids. A message that `replaces` another begins a branch
   * beside it, any other one goes on with the chosen branch.
   */
  async send(owner: OwnerId, message: SendMessage, origin: RunOrigin = 'chat'): Promise<MessageSent> {
    const ids = sentMessageIds(owner, message.conversationId, message.clientMessageId);
    const known = await this.seat.findRun(owner, ids.runId);
    if (known !== null) return this.sentBefore(ids, known);
    const { conversationId, clientMessageId, replaces } = message;
    const unread = await this.steering.isUnread(owner, clientMessageId);
    const files = await this.attachments.check(owner, conversationId, message.attachments ?? []);
    const parent =
      replaces === undefined ? undefined : await this.branches.parentOfVersion(owner, conversationId, replaces);
    await this.admission.admit(owner);
    await this.stored.conversations.createIfAbsent(owner, ids.conversationId, titleOf(message.text));
    await this.seat.occupy(owner, ids);
    if (unread) await this.orFree(owner, ids, () => this.steering.unsteer(owner, clientMessageId));
    await this.orFree(owner, ids, () => this.attachments.attach(owner, conversationId, files));
    await this.storeMessages(owner, ids, { ...message, files }, parent);
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
    const end = await this.branches.endOf(owner, ids.conversationId, last);
    if (last === null || end === null || ![failed.assistantMessageId, ids.assistantMessageId].includes(end)) {
      throw conflict('superseded', 'The conversation has gone on since. Ask again below.');
    }
    await this.admission.admit(owner);
    await this.seat.occupy(owner, ids);
    await this.storeAnswerOf(owner, ids, later(last.createdAt));
    await this.begin(owner, ids, failed.origin);
    return ids;
  }

  /**
   * Answers a question once more, as a branch beside the answer `messageId`, however often it is asked for with the same
   * `clientMessageId`. Throws `not-found`, and what {@link send} does.
   */
  async regenerate(owner: OwnerId, { messageId, clientMessageId }: RegenerateAnswer): Promise<MessageSent> {
    const answer = await this.stored.messages.find(owner, messageId);
    if (answer.role !== 'assistant' || answer.parentId === null) throw notFound('message');
    const { conversationId, parentId } = answer;
    const ids = regeneratedIds(owner, { conversationId, messageId: parentId }, clientMessageId);
    const known = await this.seat.findRun(owner, ids.runId);
    if (known !== null) return this.sentBefore(ids, known);
    await this.admission.admit(owner);
    await this.seat.occupy(owner, ids);
    const last = await this.stored.messages.findLast(owner, conversationId);
    await this.storeAnswerOf(owner, ids, later(last?.createdAt));
    await this.begin(owner, ids, 'chat');
    return ids;
  }

  /** What was well before may not be now, as with a file that was deleted: then nothing is sent, and the conversation is free. */
  private async orFree(owner: OwnerId, ids: MessageSent, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      await this.stored.conversations.clearActiveRun(owner, ids.conversationId, ids.runId);
      throw error;
    }
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

  /** `parent` is left out for a message that goes on with the chosen branch. */
  private async storeMessages(
    owner: OwnerId,
    ids: MessageSent,
    { clientMessageId, text, files }: SendMessage & { readonly files: readonly FileView[] },
    parent: string | null | undefined,
  ): Promise<void> {
    const { conversationId, messageId } = ids;
    const last = await this.stored.messages.findLast(owner, conversationId);
    const parentId = parent === undefined ? await this.branches.endOf(owner, conversationId, last) : parent;
    const stored = await this.stored.messages.insertOnce(owner, {
      id: messageId,
      conversationId,
      parentId,
      role: 'user',
      parts: [{ type: 'text', text }],
      clientMessageId,
      runId: null,
      createdAt: later(last?.createdAt),
      ...(files.length === 0 ? {} : { attachments: files }),
    });
    await this.storeAnswerOf(owner, ids, stored.message.createdAt);
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
    await this.branches.continueFrom(owner, ids);
  }
}

/** Now, or right after the moment before, if clocks disagree. */
function later(before: Date | undefined): Date {
  return new Date(Math.max(Date.now(), (before?.getTime() ?? 0) + 1));
}
