/**
 * Messages and titles are encrypted under a key of their owner, so a search opens them one after the other and forgets
 * them again. Trusted: the session's owner, by whose id every read is scoped. Not trusted: the query, which is taken
 * literally, and the cursor. What was stored is masked, so nothing is found that its owner could not read in the chat.
 * The query and what it found must never reach a log, an address, the database or Redis.
 */
import type { ConversationSearch, SearchAnswer, SearchHit } from '@cloakroom/contracts';
import { Persistence, type OwnerId, type StoredMessage } from '@cloakroom/persistence';
import { Injectable } from '@nestjs/common';
import { readSearchCursor, writeSearchCursor, type SearchCursor } from './search-cursor.js';
import { searchableText } from './searchable-text.js';
import { TextMatch } from './text-match.js';

/** Most hits of one request. */
const MAX_HITS = 20;
/** Records that are opened at a time; between two such steps the limits of the request are looked at. */
const STEP = 50;
/** A request stops after this long, and after this many records, and says where to go on. */
const MAX_MS = 300;
const MAX_RECORDS = 2_000;

interface Step {
  readonly hits: readonly SearchHit[];
  readonly next: SearchCursor | null;
}

/** Looks through a person's own titles and messages. */
@Injectable()
export class SearchService {
  constructor(private readonly stored: Persistence) {}

  async search(owner: OwnerId, { query, after }: ConversationSearch): Promise<SearchAnswer> {
    const match = new TextMatch(query);
    const endsAt = performance.now() + MAX_MS;
    const hits: SearchHit[] = [];
    let place: SearchCursor | null = after === undefined ? { part: 'titles', last: null } : readSearchCursor(after);
    for (let opened = 0; place !== null && opened < MAX_RECORDS; opened += STEP) {
      const step: Step = await this.step(owner, match, place, MAX_HITS - hits.length);
      hits.push(...step.hits);
      place = step.next;
      if (hits.length >= MAX_HITS || performance.now() > endsAt) break;
    }
    return { hits, next: place === null ? null : writeSearchCursor(place) };
  }

  private step(owner: OwnerId, match: TextMatch, place: SearchCursor, room: number): Promise<Step> {
    return place.part === 'titles'
      ? this.titles(owner, match, place.last, room)
      : this.messages(owner, match, place.last, room);
  }

  private async titles(owner: OwnerId, match: TextMatch, last: SearchCursor['last'], room: number): Promise<Step> {
    const before = last === null ? null : { updatedAt: last.time, id: last.id };
    const page = await this.stored.conversations.list(owner, { limit: STEP, before });
    const found = page.filter(({ title }) => match.matches(title)).slice(0, room);
    const hits = found.map(({ id, title, updatedAt }) => ({
      conversationId: id,
      messageId: null,
      role: null,
      title: match.mark(title),
      excerpt: null,
      at: updatedAt.toISOString(),
    }));
    const end = found.length === room ? found.at(-1) : page.length === STEP ? page.at(-1) : undefined;
    return {
      hits,
      next:
        end === undefined
          ? { part: 'messages', last: null }
          : { part: 'titles', last: { time: end.updatedAt, id: end.id } },
    };
  }

  private async messages(owner: OwnerId, match: TextMatch, last: SearchCursor['last'], room: number): Promise<Step> {
    const before = last === null ? null : { createdAt: last.time, id: last.id };
    const page = await this.stored.messages.listNewest(owner, { limit: STEP, before });
    const found = page
      .map((message) => ({ message, text: searchableText(message.parts) }))
      .filter(({ text }) => match.matches(text))
      .slice(0, room);
    const end = found.length === room ? found.at(-1)?.message : page.length === STEP ? page.at(-1) : undefined;
    return {
      hits: await this.messageHits(owner, match, found),
      next: end === undefined ? null : { part: 'messages', last: { time: end.createdAt, id: end.id } },
    };
  }

  /** A message of a temporary conversation, and one whose conversation was deleted meanwhile, is left out. */
  private async messageHits(
    owner: OwnerId,
    match: TextMatch,
    found: readonly { readonly message: StoredMessage; readonly text: string }[],
  ): Promise<SearchHit[]> {
    if (found.length === 0) return [];
    const ids = [...new Set(found.map(({ message }) => message.conversationId))];
    const conversations = await this.stored.conversations.listByIds(owner, ids);
    const titles = new Map(conversations.filter(({ temporary }) => !temporary).map(({ id, title }) => [id, title]));
    return found.flatMap(({ message, text }) => {
      const title = titles.get(message.conversationId);
      if (title === undefined) return [];
      return {
        conversationId: message.conversationId,
        messageId: message.id,
        role: message.role,
        title: { text: title, marks: [] },
        excerpt: match.excerpt(text),
        at: message.createdAt.toISOString(),
      };
    });
  }
}
