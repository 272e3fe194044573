// The outbox lies in this browser in the clear, one database per user: only this origin's pages can read it, and what a
// person wrote is all that is in it. No secret may come here; the composer holds back texts that hold a key.
import { clear, createStore, del, get, set, values } from 'idb-keyval';
import { outboxItemSchema, type OutboxItem, type OutboxShelf } from './outbox.types.js';

/** The outbox of one user in IndexedDB. What is in it and cannot be read counts as nothing. */
export function indexedShelf(userId: string): OutboxShelf {
  const store = createStore(`cloakroom-outbox-${userId}`, 'messages');
  return {
    async all() {
      const found = (await values<unknown>(store)).flatMap((value) => parsed(value) ?? []);
      return found.sort((a, b) => a.order - b.order);
    },
    get: async (clientMessageId) => parsed(await get<unknown>(clientMessageId, store)),
    put: (item) => set(item.clientMessageId, item, store),
    remove: (clientMessageId) => del(clientMessageId, store),
    clear: () => clear(store),
  };
}

function parsed(value: unknown): OutboxItem | null {
  const result = outboxItemSchema.safeParse(value);
  return result.success ? result.data : null;
}
