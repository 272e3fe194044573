import { LiveKeyFile } from './live-key-file.js';
import { readChatFile } from './read-key-file.js';

/** The key-encryption keys of the chat data, each of 32 bytes, by id. New data keys are wrapped under `current`. */
export interface ChatKeys {
  readonly current: string;
  readonly keys: ReadonlyMap<string, Buffer>;
}

/**
 * Loads `chat.json`; what it gives follows the file when a rotation replaces it. Throws `KeyFileError` with the remedy
 * when it is missing, too open or damaged.
 */
export async function loadChatKeys(file: string): Promise<ChatKeys> {
  const live = new LiveKeyFile(file, readChatKeys);
  return Promise.resolve({
    get current() {
      return live.latest().current;
    },
    get keys() {
      return live.latest().keys;
    },
  });
}

function readChatKeys(file: string): ChatKeys {
  const { current, keys } = readChatFile(file);
  return { current, keys: new Map(keys.map(({ keyId, key }) => [keyId, Buffer.from(key, 'base64url')])) };
}
