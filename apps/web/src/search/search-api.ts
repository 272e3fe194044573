import { searchAnswerSchema, type SearchAnswer, type SearchHit } from '@cloakroom/contracts';
import { api } from '../platform/api-client.js';

/** So many hits at once, and at most so many requests for them. */
const ENOUGH_HITS = 20;
const MAX_REQUESTS = 10;

/** Searches on until there is something to show, all was searched, or it has taken long enough. */
export async function searchChats(query: string, after: string | null): Promise<SearchAnswer> {
  const hits: SearchHit[] = [];
  let next = after;
  for (let asked = 0; asked < MAX_REQUESTS; asked += 1) {
    const answer = await api('POST', '/api/v1/conversations/search', searchAnswerSchema, {
      query,
      ...(next === null ? {} : { after: next }),
    });
    hits.push(...answer.hits);
    next = answer.next;
    if (next === null || hits.length >= ENOUGH_HITS) break;
  }
  return { hits, next };
}
