import type { OutboxItem, OutboxNews, OutboxShelf, TabLink } from '../chat/outbox/outbox.types.js';

/** A browser in memory: one shelf, and tabs that hear each other and take turns. */
export interface MemoryBrowser {
  readonly shelf: OutboxShelf;
  readonly kept: () => readonly OutboxItem[];
  readonly openTab: () => TabLink;
}

export function memoryBrowser(): MemoryBrowser {
  const items = new Map<string, OutboxItem>();
  const tabs = new Map<TabLink, (news: OutboxNews) => void>();
  const turns = new Map<string, Promise<unknown>>();
  const sorted = (): OutboxItem[] => [...items.values()].sort((a, b) => a.order - b.order);
  return {
    kept: sorted,
    shelf: {
      all: () => Promise.resolve(sorted()),
      get: (id) => Promise.resolve(items.get(id) ?? null),
      put: (item) => Promise.resolve(void items.set(item.clientMessageId, item)),
      remove: (id) => Promise.resolve(void items.delete(id)),
      clear() {
        items.clear();
        return Promise.resolve();
      },
    },
    openTab() {
      const tab: TabLink = {
        tell(news) {
          for (const [other, hear] of tabs) if (other !== tab) hear(news);
        },
        listen: (listener) => void tabs.set(tab, listener),
        exclusively(name, action) {
          const turn = (turns.get(name) ?? Promise.resolve()).then(action);
          turns.set(
            name,
            turn.catch(() => undefined),
          );
          return turn;
        },
        close: () => void tabs.delete(tab),
      };
      return tab;
    },
  };
}
