import { MAX_BULK_CONVERSATIONS, type BulkConversations } from '@cloakroom/contracts';
import { apiWithoutAnswer } from '../../platform/api-client.js';

const PATH = '/api/v1/conversations/bulk';

/** Does one thing with many conversations, as many at a time as the server takes. */
export async function fileConversations(ids: readonly string[], action: BulkConversations['action']): Promise<void> {
  for (const body of batches(ids, action)) await apiWithoutAnswer('POST', PATH, body);
}

/** As {@link fileConversations}, from a page that is being closed: the requests outlive it, nobody hears the answer. */
export function fileWhileLeaving(ids: readonly string[], action: BulkConversations['action']): void {
  for (const body of batches(ids, action)) {
    const headers = { 'content-type': 'application/json' };
    void fetch(PATH, { method: 'POST', keepalive: true, headers, body: JSON.stringify(body) });
  }
}

function batches(ids: readonly string[], action: BulkConversations['action']): BulkConversations[] {
  const count = Math.ceil(ids.length / MAX_BULK_CONVERSATIONS);
  return Array.from({ length: count }, (_, index) => {
    const from = index * MAX_BULK_CONVERSATIONS;
    return { ids: ids.slice(from, from + MAX_BULK_CONVERSATIONS), action };
  });
}
