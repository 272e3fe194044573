import type { ConversationChanged, MessageSent, RunView } from '@cloakroom/contracts';
import type { KeyValueStorage } from '../../platform/browser-storage.js';
import { newId } from '../../platform/new-id.js';
import { createStore, type ReadableStore, type Store } from '../../platform/store.js';
import type { SocketPort } from '../../realtime/socket-port.js';
import { deliverMessage } from './deliver-message.js';
import { changeItem, readOutbox, withoutItem, writeOutbox, type OutboxItem } from './outbox.js';
import { RunRegistry } from './run-registry.js';
import type { Delay } from './run-follower.js';

/** What the page does when the runtime learns something; the query cache stands behind it. */
export interface ChatListener {
  onStored(item: OutboxItem, sent: MessageSent): void;
  onRunEnded(view: RunView): void;
  onConversationChanged(change: ConversationChanged): void;
  onSecretsChanged(): void;
  /** The connection is back; anything may have been missed. */
  onReconnected(): void;
}

export interface ChatRuntimeOptions {
  readonly port: SocketPort;
  readonly listener: ChatListener;
  readonly storage: KeyValueStorage;
  readonly userId: string;
  readonly delay: Delay;
}

/** Orchestrates the chat of one signed-in user: messages on their way, runs that are watched, news from elsewhere. */
export class ChatRuntime {
  private readonly items: Store<readonly OutboxItem[]>;
  private readonly registry: RunRegistry;
  private readonly outboxKey: string;
  private release: (() => void)[] = [];

  constructor(private readonly options: ChatRuntimeOptions) {
    this.outboxKey = `cloakroom:outbox:${options.userId}`;
    this.items = createStore(readOutbox(options.storage, this.outboxKey));
    this.registry = new RunRegistry(options.port, options.delay, (view) => options.listener.onRunEnded(view));
  }

  get outbox(): ReadableStore<readonly OutboxItem[]> {
    return this.items;
  }

  start(): void {
    const { port, listener } = this.options;
    let connectedBefore = port.isConnected();
    this.release = [
      port.onConversationChanged((change) => listener.onConversationChanged(change)),
      port.onSecretsChanged(() => listener.onSecretsChanged()),
      port.onConnect(() => {
        if (connectedBefore) listener.onReconnected();
        connectedBefore = true;
      }),
    ];
    for (const item of this.items.getSnapshot()) if (item.state === 'sending') void this.deliver(item);
  }

  stop(): void {
    for (const release of this.release) release();
    this.registry.stopAll();
  }

  /** Puts a message on its way; `startsConversation` when the conversation does not exist yet. */
  send(conversationId: string, text: string, startsConversation: boolean): void {
    const item: OutboxItem = {
      clientMessageId: newId(),
      conversationId,
      text,
      createdAt: new Date().toISOString(),
      startsConversation,
      state: 'sending',
      error: null,
    };
    this.setItems([...this.items.getSnapshot(), item]);
    void this.deliver(item);
  }

  /** Sends a failed message again, with the id it had. */
  resend(clientMessageId: string): void {
    const item = this.items.getSnapshot().find((candidate) => candidate.clientMessageId === clientMessageId);
    if (item === undefined || item.state !== 'failed') return;
    this.setItems(changeItem(this.items.getSnapshot(), clientMessageId, { state: 'sending', error: null }));
    void this.deliver(item);
  }

  /** Gives a failed message up. */
  discard(clientMessageId: string): void {
    this.setItems(withoutItem(this.items.getSnapshot(), clientMessageId));
  }

  /** Forgets what was on its way; for signing out. */
  forget(): void {
    this.setItems([]);
  }

  runView(runId: string): ReadableStore<RunView> {
    return this.registry.view(runId);
  }

  followRun(runId: string): () => void {
    return this.registry.follow(runId);
  }

  /** Asks for a run to be stopped. The answer is a sentence when that could not be asked, else `null`. */
  async stopRun(runId: string): Promise<string | null> {
    const reply = await this.options.port.cancelRun({ runId });
    if (reply.kind === 'ok') return null;
    return reply.kind === 'refused' ? reply.error.message : 'The server did not answer. Try to stop it again.';
  }

  private async deliver(item: OutboxItem): Promise<void> {
    const { clientMessageId, conversationId, text } = item;
    const delivery = await deliverMessage(
      this.options.port,
      { clientMessageId, conversationId, text },
      this.options.delay,
    );
    if (delivery.kind === 'stored') {
      this.options.listener.onStored(item, delivery.sent);
      this.setItems(withoutItem(this.items.getSnapshot(), clientMessageId));
    } else {
      const failed = { state: 'failed', error: delivery.message } as const;
      this.setItems(changeItem(this.items.getSnapshot(), clientMessageId, failed));
    }
  }

  private setItems(items: readonly OutboxItem[]): void {
    this.items.set(items);
    writeOutbox(this.options.storage, this.outboxKey, items);
  }
}
