import { branchOf, type MessageSent } from '@cloakroom/contracts';
import { Persistence, type OwnerId, type StoredMessage } from '@cloakroom/persistence';
import { conflict, notFound } from '@cloakroom/platform';
import { Injectable } from '@nestjs/common';
import { UserEvents } from '../user-events/user-events.js';

/** Where a conversation goes on: which message a new one follows, and which branch is read. */
@Injectable()
export class BranchesService {
  constructor(
    private readonly stored: Persistence,
    private readonly events: UserEvents,
  ) {}

  /** Makes the branch of a message the one that is read and goes on, on every page. Throws `not-found`. */
  async choose(owner: OwnerId, conversationId: string, messageId: string): Promise<void> {
    await this.stored.conversations.find(owner, conversationId);
    const links = await this.stored.messages.listLinks(owner, conversationId);
    if (!links.some(({ id }) => id === messageId)) throw notFound('message');
    const end = branchOf(links, messageId).at(-1);
    await this.stored.conversations.setHead(owner, conversationId, end?.id ?? messageId);
    const change = { conversationId, reason: 'branch-chosen', runId: null } as const;
    this.events.publish({ type: 'conversation:changed', userId: owner, change });
  }

  /** Id of the last message of the branch that goes on; `last` is the newest message of the conversation. */
  async endOf(owner: OwnerId, conversationId: string, last: StoredMessage | null): Promise<string | null> {
    const { headId } = await this.stored.conversations.find(owner, conversationId);
    if (last === null || headId === null || headId === last.id) return last?.id ?? null;
    const links = await this.stored.messages.listLinks(owner, conversationId);
    return branchOf(links, headId).at(-1)?.id ?? null;
  }

  /** What a question follows that is another version of `replaces`. Throws `not-found`, `not-a-question`. */
  async parentOfVersion(owner: OwnerId, conversationId: string, replaces: string): Promise<string | null> {
    const replaced = await this.stored.messages.find(owner, replaces);
    if (replaced.conversationId !== conversationId) throw notFound('message');
    if (replaced.role !== 'user') throw conflict('not-a-question', 'Only a message of your own can be written anew.');
    return replaced.parentId;
  }

  /** Goes on from a new answer. */
  async continueFrom(owner: OwnerId, { conversationId, assistantMessageId }: MessageSent): Promise<void> {
    await this.stored.conversations.setHead(owner, conversationId, assistantMessageId);
  }
}
