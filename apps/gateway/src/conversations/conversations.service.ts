import {
  MAX_PINNED_CONVERSATIONS,
  TEMPORARY_CONVERSATION_MS,
  type BulkConversations,
  type ConversationView,
  type MessageView,
  type UpdateConversation,
} from '@cloakroom/contracts';
import {
  Persistence,
  type ConversationFiling,
  type OwnerId,
  type StoredConversation,
  type StoredRun,
} from '@cloakroom/persistence';
import { AppError, conflict, RunLog, RunSignals, type Logger } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';
import { UserEvents } from '../user-events/user-events.js';
import { conversationView, messageView } from './conversation-view.js';
import { readCursor, writeCursor, type ConversationPage } from './conversation-page.js';

/** How long the log of a deleted conversation's run stays, in milliseconds: until its worker has noticed. */
const DELETED_LOG_TTL_MS = 30_000;

const FILINGS = {
  pin: { pinned: true },
  unpin: { pinned: false },
  archive: { archived: true },
  restore: { archived: false },
} as const satisfies Record<Exclude<BulkConversations['action'], 'delete'>, ConversationFiling>;

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
    const archived = page.archived === 'true';
    const shelf = archived ? 'archived' : 'loose';
    const found = await this.stored.conversations.list(owner, { limit: page.limit + 1, before, shelf });
    const listed = found.slice(0, page.limit);
    const last = listed.at(-1);
    const next = found.length > listed.length && last !== undefined ? writeCursor(last) : null;
    const pinned = before === null && !archived ? await this.pinned(owner) : [];
    const shown = [...pinned, ...listed];
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

  /** Throws `not-found`, and `too-many-pinned`. */
  async change(
    owner: OwnerId,
    id: string,
    { title, readRunId, ...filing }: UpdateConversation,
  ): Promise<ConversationView> {
    const before = await this.stored.conversations.find(owner, id);
    if (title !== undefined) {
      await this.stored.conversations.rename(owner, id, title);
      this.publish(owner, id, 'renamed');
    }
    const isRead = readRunId !== undefined && (await this.stored.conversations.markRead(owner, id, readRunId));
    const isFiled = filing.pinned !== undefined || filing.archived !== undefined;
    if (isFiled) {
      await this.admitPins(owner, [id], filing);
      await this.stored.conversations.file(owner, [id], filing);
    }
    if (isRead || isFiled) this.publish(owner, id, 'filed');
    const runs = await this.runsOf(owner, [before.activeRunId]);
    return conversationView(await this.stored.conversations.find(owner, id), runs);
  }

  /** Makes a conversation that is in no list, before its first message. Changes nothing when it is there. */
  async beginTemporary(owner: OwnerId, id: string): Promise<ConversationView> {
    const until = new Date(Date.now() + TEMPORARY_CONVERSATION_MS);
    await this.stored.conversations.createIfAbsent(owner, id, 'Temporary chat', until);
    return conversationView(await this.stored.conversations.find(owner, id), new Map());
  }

  /** Throws `too-many-pinned`. One that is not there counts as done. */
  async bulk(owner: OwnerId, { ids, action }: BulkConversations): Promise<void> {
    if (action === 'delete') {
      for (const id of ids) await this.deleteIfAny(owner, id);
      return;
    }
    const filing = FILINGS[action];
    await this.admitPins(owner, ids, filing);
    await this.stored.conversations.file(owner, ids, filing);
    for (const id of ids) this.publish(owner, id, 'filed');
  }

  /** As {@link delete}, without a word when it is gone already. */
  async deleteIfAny(owner: OwnerId, id: string): Promise<void> {
    try {
      await this.delete(owner, id);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'not-found')) throw error;
    }
  }

  /** What was said goes first, so that a deletion that was cut short can be repeated. */
  async delete(owner: OwnerId, id: string): Promise<void> {
    const { activeRunId } = await this.stored.conversations.find(owner, id);
    await this.stored.messages.deleteOfConversation(owner, id);
    await this.stored.prompts.deleteOfConversation(owner, id);
    await this.stored.leases.deleteOfConversation(owner, id);
    await this.stored.runWorkspaces.deleteOfConversation(owner, id);
    await this.stored.steers.deleteOfConversation(owner, id);
    await this.stored.files.deleteOfConversation(owner, id);
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

  private pinned(owner: OwnerId): Promise<StoredConversation[]> {
    const limit = MAX_PINNED_CONVERSATIONS;
    return this.stored.conversations.list(owner, { limit, before: null, shelf: 'pinned' });
  }

  private async admitPins(owner: OwnerId, ids: readonly string[], { pinned }: ConversationFiling): Promise<void> {
    if (pinned !== true) return;
    const others = await this.stored.conversations.countPinned(owner, ids);
    if (others + ids.length <= MAX_PINNED_CONVERSATIONS) return;
    const message = `${MAX_PINNED_CONVERSATIONS} chats can be pinned. Take another one down first.`;
    throw conflict('too-many-pinned', message);
  }

  private async runsOf(owner: OwnerId, ids: readonly (string | null)[]): Promise<Map<string, StoredRun>> {
    const wanted = [...new Set(ids.filter((id) => id !== null))];
    const found = wanted.length === 0 ? [] : await this.stored.runs.listByIds(owner, wanted);
    return new Map(found.map((run) => [run.id, run]));
  }

  private publish(userId: OwnerId, conversationId: string, reason: 'renamed' | 'filed' | 'deleted'): void {
    this.events.publish({
      type: 'conversation:changed',
      userId,
      change: { conversationId, reason, runId: null },
    });
  }
}
