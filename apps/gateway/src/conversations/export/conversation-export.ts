/**
 * A person's conversations as a file. Trusted: the session's owner, by whose id every read is scoped. What is stored is
 * masked, and is handed out as it is stored. A few messages are opened at a time and forgotten once they are written, so
 * that a long history is not held in memory; nothing of it may reach a log.
 */
import { branchOf, EXPORT_FORMAT, EXPORT_VERSION, type ExportQuery } from '@cloakroom/contracts';
import { Persistence, type OwnerId, type StoredConversation, type StoredMessage } from '@cloakroom/persistence';
import { Injectable } from '@nestjs/common';
import { conversationMarkdown, messageMarkdown } from './export-markdown.js';

/** Records that are opened at a time. */
const STEP = 50;

type Conversations = Iterable<StoredConversation> | AsyncIterable<StoredConversation>;

/** Writes files piece by piece. */
@Injectable()
export class ConversationExport {
  constructor(private readonly stored: Persistence) {}

  /** Throws `not-found` before the first piece. */
  async one(owner: OwnerId, id: string, { format }: ExportQuery): Promise<AsyncGenerator<string>> {
    const conversation = await this.stored.conversations.find(owner, id);
    return this.write(owner, format, [conversation]);
  }

  all(owner: OwnerId, { format }: ExportQuery): AsyncGenerator<string> {
    return this.write(owner, format, this.everything(owner));
  }

  private write(owner: OwnerId, format: ExportQuery['format'], conversations: Conversations) {
    return format === 'json' ? this.json(owner, conversations) : this.markdown(owner, conversations);
  }

  private async *markdown(owner: OwnerId, conversations: Conversations): AsyncGenerator<string> {
    for await (const conversation of conversations) {
      yield conversationMarkdown(conversation);
      for await (const message of this.messages(owner, conversation, 'branch')) yield messageMarkdown(message);
    }
  }

  private async *json(owner: OwnerId, conversations: Conversations): AsyncGenerator<string> {
    const head = { format: EXPORT_FORMAT, version: EXPORT_VERSION, exportedAt: new Date().toISOString() };
    yield `${JSON.stringify(head).slice(0, -1)},"conversations":[`;
    let before = '\n';
    for await (const conversation of conversations) {
      const { id, title, createdAt, updatedAt, pinned, archived, headId } = conversation;
      const shown = { id, title, createdAt, updatedAt, pinned, archived, headId };
      yield `${before}${JSON.stringify(shown).slice(0, -1)},"messages":[`;
      before = ',\n';
      let beforeMessage = '\n  ';
      for await (const message of this.messages(owner, conversation, 'all')) {
        const { parentId, role, createdAt: at, parts, attachments } = message;
        yield beforeMessage + JSON.stringify({ id: message.id, parentId, role, createdAt: at, parts, attachments });
        beforeMessage = ',\n  ';
      }
      yield ']}';
    }
    yield ']}\n';
  }

  private async *everything(owner: OwnerId): AsyncGenerator<StoredConversation> {
    let last: string | null = null;
    do {
      const page: StoredConversation[] = await this.stored.conversations.listPage(owner, last, STEP);
      yield* page.filter(({ temporary }) => !temporary);
      last = page.at(-1)?.id ?? null;
    } while (last !== null);
  }

  /** In reading order: those of the branch that is read, or all. One that was deleted meanwhile is left out. */
  private async *messages(
    owner: OwnerId,
    { id, headId }: StoredConversation,
    which: 'branch' | 'all',
  ): AsyncGenerator<StoredMessage> {
    const links = await this.stored.messages.listLinks(owner, id);
    const wanted = which === 'all' ? links : branchOf(links, headId);
    for (let from = 0; from < wanted.length; from += STEP) {
      const ids = wanted.slice(from, from + STEP).map((link) => link.id);
      const found = new Map((await this.stored.messages.listByIds(owner, ids)).map((each) => [each.id, each]));
      for (const each of ids) {
        const message = found.get(each);
        if (message !== undefined) yield message;
      }
    }
  }
}
