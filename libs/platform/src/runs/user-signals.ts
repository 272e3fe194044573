import { conversationChangedSchema } from '@cloakroom/contracts';
import { z } from 'zod';
import type { RedisConnections } from '../redis/redis-connections.js';
import type { RedisKeys } from '../redis/redis-keys.js';
import type { RedisSubscriber } from '../redis/redis-subscriber.js';

const userConversationChangedSchema = conversationChangedSchema.extend({ userId: z.string().min(1) });

/** A change of a user's conversation, in ids only. */
export type UserConversationChanged = z.infer<typeof userConversationChangedSchema>;

/** Tells every gateway what a user's open pages should fetch again. A hint: lost ones are made up for on reconnect. */
export class UserSignals {
  readonly #connections: RedisConnections;
  readonly #subscriber: RedisSubscriber;
  readonly #keys: RedisKeys;

  constructor(connections: RedisConnections, subscriber: RedisSubscriber, keys: RedisKeys) {
    this.#connections = connections;
    this.#subscriber = subscriber;
    this.#keys = keys;
  }

  /** Sends a change to every gateway. */
  async conversationChanged(change: UserConversationChanged): Promise<void> {
    await this.#connections.commands.publish(this.#keys.userChannel, JSON.stringify(change));
  }

  /** Listens for changes; the returned function stops listening. */
  async onConversationChanged(callback: (change: UserConversationChanged) => void): Promise<() => void> {
    return this.#subscriber.subscribe(this.#keys.userChannel, (message) => {
      const change = userConversationChangedSchema.safeParse(parseJson(message));
      if (change.success) callback(change.data);
    });
  }

  /** Says to every gateway that the list of a user's secrets is to be fetched again. */
  async secretsChanged(userId: string): Promise<void> {
    await this.#connections.commands.publish(this.#keys.userSecretsChannel, userId);
  }

  /** Listens for {@link UserSignals.secretsChanged}; the returned function stops listening. */
  async onSecretsChanged(callback: (userId: string) => void): Promise<() => void> {
    return this.#subscriber.subscribe(this.#keys.userSecretsChannel, callback);
  }

  /** Says to every process that a user's data key is destroyed and is not to be kept in memory. */
  async accountClosed(userId: string): Promise<void> {
    await this.#connections.commands.publish(this.#keys.accountClosedChannel, userId);
  }

  /** Listens for {@link UserSignals.accountClosed}; the returned function stops listening. */
  async onAccountClosed(callback: (userId: string) => void): Promise<() => void> {
    return this.#subscriber.subscribe(this.#keys.accountClosedChannel, callback);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
