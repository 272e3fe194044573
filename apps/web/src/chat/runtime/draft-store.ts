import type { KeyValueStorage } from '../../platform/browser-storage.js';

const PREFIX = 'cloakroom:draft:';
const INDEX_SUFFIX = ':index';

/** Under which the text of the conversation that does not exist yet is kept. */
export const NEW_CHAT = 'new';

/** Keeps what was typed and not sent, per user and conversation, over reloads. */
export interface DraftStore {
  read(conversationKey: string): string;
  write(conversationKey: string, text: string): void;
  /** Forgets every draft of this user; for signing out. */
  clear(): void;
}

/** `conversationKey` is a conversation's id, or {@link NEW_CHAT}. */
export function createDraftStore(storage: KeyValueStorage, userId: string): DraftStore {
  const keyOf = (conversationKey: string): string => `${PREFIX}${userId}:${conversationKey}`;
  const indexKey = `${PREFIX}${userId}${INDEX_SUFFIX}`;
  const index = (): string[] => (storage.getItem(indexKey) ?? '').split(' ').filter((key) => key !== '');
  const setIndex = (keys: readonly string[]): void =>
    keys.length === 0 ? storage.removeItem(indexKey) : storage.setItem(indexKey, keys.join(' '));
  return {
    read: (conversationKey) => storage.getItem(keyOf(conversationKey)) ?? '',
    write(conversationKey, text) {
      const others = index().filter((key) => key !== conversationKey);
      if (text === '') {
        storage.removeItem(keyOf(conversationKey));
        setIndex(others);
      } else {
        storage.setItem(keyOf(conversationKey), text);
        setIndex([...others, conversationKey]);
      }
    },
    clear() {
      for (const key of index()) storage.removeItem(keyOf(key));
      storage.removeItem(indexKey);
    },
  };
}
