import type { ConversationView, MessageView, UpdateConversation } from '@cloakroom/contracts';
import { Persistence, type OwnerId, type StoredRun } from '@cloakroom/persistence';
import { RunLog, RunSignals, type Logger } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';
import { UserEvents } from '../user-events/user-events.js';
import { conversationView, messageView } from './conversation-view.js';
import { readCursor, writeCursor, type ConversationPage } from './conversation-page.js';

/** How long the log of a deleted conversation's run stays, in milliseconds: until its worker has noticed. */
const DELETED_LOG_TTL_MS = 30_000;

/** A person's conversations and what was said in them. */
@Injectable()
export class ConversationsService {
  @Inject(LOGGER) private readonly logger: Logger;

  constructor(
    private readonly stored: Persistence,
    private readonly signals: RunSignals,
    private readonly log: RunLog,
    private readonly events: UserEvents,
  ) {}

  async list(
    owner: OwnerId,
    page: ConversationPage,
  ): Promise<{ conversations: ConversationView[]; next: string | null }> {
    const before = page.before === undefined ? null : readCursor(page.before);
    const found = await this.stored.conversations.list(owner, { limit: page.limit + 1, before });
    const shown = found.slice(0, page.limit);
    const last = shown.at(-1);
    const next = found.length > shown.length && last !== undefined ? writeCursor(last) : null;
    const runs = await this.runsOf(
      owner,
      shown.map(({ activeRunId }) => activeRunId),
    );
    return { conversations: shown.map((conversation) => conversationView(conversation, runs)), next };
  }

  async messagesOf(owner: OwnerId, id: string): Promise<{ conversation: ConversationView; messages: MessageView[] }> {
    const conversation = await this.stored.conversations.find(owner, id);
    const messages = await this.stored.messages.list(owner, id);
    const runs = await this.runsOf(owner, [conversation.activeRunId, ...messages.map(({ runId }) => runId)]);
    const views = messages.map((message) =>
      messageView(message, message.role === 'assistant' ? (runs.get(message.runId ?? '') ?? null) : null),
    );
    return { conversation: conversationView(conversation, runs), messages: views };
  }

  async rename(owner: OwnerId, id: string, { title }: UpdateConversation): Promise<ConversationView> {
    const renamed = await this.stored.conversations.rename(owner, id, title);
    this.publish(owner, id, 'renamed');
    return conversationView(renamed, await this.runsOf(owner, [renamed.activeRunId]));
  }

  /** What was said goes first, so that a deletion that was cut short can be repeated. */
  async delete(owner: OwnerId, id: string): Promise<void> {
    const { activeRunId } = await this.stored.conversations.find(owner, id);
    await this.stored.messages.deleteOfConversation(owner, id);
    await this.stored.prompts.deleteOfConversation(owner, id);
    await this.stored.leases.deleteOfConversation(owner, id);
    await this.stored.runWorkspaces.deleteOfConversation(owner, id);
    await this.stored.runs.deleteOfConversation(owner, id);
    await this.stored.conversations.delete(owner, id);
    this.publish(owner, id, 'deleted');
    if (activeRunId === null) return;
    await this.forgetRun(activeRunId);
  }

  /** What is gone in the database stays gone when Redis is away: the worker's next fenced write is refused anyway. */
  private async forgetRun(runId: string): Promise<void> {
    try {
      await this.signals.cancel(runId);
      await this.log.expireIn(runId, DELETED_LOG_TTL_MS);
    } catch (error) {
      this.logger.warn({ err: error, runId }, 'The worker of a deleted run could not be told');
    }
  }

  private async runsOf(owner: OwnerId, ids: readonly (string | null)[]): Promise<Map<string, StoredRun>> {
    const wanted = [...new Set(ids.filter((id) => id !== null))];
    const found = wanted.length === 0 ? [] : await this.stored.runs.listByIds(owner, wanted);
    return new Map(found.map((run) => [run.id, run]));
  }

  private publish(userId: OwnerId, conversationId: string, reason: 'renamed' | 'deleted'): void {
    this.events.publish({
      type: 'conversation:changed',
      userId,
      change: { conversationId, reason, runId: null },
    });
  }
}
