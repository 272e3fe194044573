import type {
  ConversationChanged,
  FileView,
  MessageSent,
  RegenerateAnswer,
  RunPosition,
  RunView,
} from '@cloakroom/contracts';
import type { Delay } from '../../platform/delay.js';
import { newId } from '../../platform/new-id.js';
import { createStore, type ReadableStore } from '../../platform/store.js';
import type { SocketPort, SocketReply } from '../../realtime/socket-port.js';
import type { CourierParts, OutboxCourier } from '../outbox/outbox-courier.js';
import type { OutboxItem } from '../outbox/outbox.types.js';
import type { RunRegistry } from './run-registry.js';

/** What the page does when the runtime learns something; the query cache stands behind it. */
export interface ChatListener {
  onStored(item: OutboxItem, sent: MessageSent): void;
  onRunEnded(view: RunView): void;
  onConversationChanged(change: ConversationChanged): void;
  onSecretsChanged(): void;
  /** There is a connection, for the first time or again; anything may have been missed before. */
  onConnected(): void;
}

export interface ChatRuntimeOptions {
  readonly port: SocketPort;
  readonly listener: ChatListener;
  readonly openOutbox: (parts: Omit<CourierParts, 'shelf' | 'tabs' | 'random'>) => Promise<OutboxCourier>;
  readonly delay: Delay;
}

/** A message as it was written. */
export interface NewMessage {
  readonly conversationId: string;
  readonly text: string;
  /** Uploaded already. Default none. */
  readonly attachments?: readonly FileView[];
  /** The conversation does not exist yet. Default `false`. */
  readonly startsConversation?: boolean;
  /** The question of which it is another version. */
  readonly replaces?: string;
  /** It is sent when the answer that is under way, and the messages before it, are done. */
  readonly queued?: boolean;
}

/** A browser that does not open its storage does not hold the page up for longer. */
const OUTBOX_READ_MS = 3_000;

const FETCH_AGAIN_MS = 2_000;

/** Orchestrates the chat of one signed-in user: messages on their way, runs that are watched, news from elsewhere. */
export class ChatRuntime {
  private readonly items = createStore<readonly OutboxItem[]>([]);
  private readonly read = createStore(false);
  private registry: RunRegistry | null = null;
  private courier: OutboxCourier | null = null;
  private release: (() => void)[] = [];

  constructor(private readonly options: ChatRuntimeOptions) {}

  get outbox(): ReadableStore<readonly OutboxItem[]> {
    return this.items;
  }

  /** Whether what earlier pages left in the outbox is known, or given up. */
  get outboxRead(): ReadableStore<boolean> {
    return this.read;
  }

  start(): void {
    const { port, listener } = this.options;
    let running = true;
    this.release = [
      () => (running = false),
      port.onConversationChanged((change) => {
        listener.onConversationChanged(change);
        this.courier?.wake(change.conversationId);
      }),
      port.onSecretsChanged(() => listener.onSecretsChanged()),
      // Also the first time: what changed between the first fetches and the connection, nobody told this page.
      port.onConnect(() => listener.onConnected()),
    ];
    void this.openCourier(() => running);
    void this.options.delay(OUTBOX_READ_MS).then(() => this.read.set(true));
  }

  stop(): void {
    for (const release of this.release) release();
    this.courier?.stop();
    this.courier = null;
    this.registry?.stopAll();
  }

  /** Puts a message on its way. */
  send(message: NewMessage): void {
    const { attachments = [], startsConversation = false, ...written } = message;
    const files = attachments.length === 0 ? {} : { attachments: [...attachments] };
    this.accept({ ...written, startsConversation, ...files });
  }

  /** Sends a queued message before the others, and stops the run that it waits for. The answer is as that of {@link stopRun}. */
  async sendNow(clientMessageId: string, activeRunId: string | null): Promise<string | null> {
    await this.courier?.putFirst(clientMessageId);
    return activeRunId === null ? null : this.stopRun(activeRunId);
  }

  /** Tells the run that a queued message waits for, while it goes on. The answer is as that of {@link stopRun}. */
  async steer(clientMessageId: string, runId: string): Promise<string | null> {
    const reply = await this.courier?.steer(clientMessageId, runId);
    if (reply === undefined || reply === null) return 'This message is on its way already.';
    return problemOf(reply, 'Try again; it is told once.');
  }

  private accept(written: Omit<OutboxItem, 'clientMessageId' | 'createdAt' | 'order' | 'state' | 'error'>): void {
    const now = new Date();
    const item: OutboxItem = {
      ...written,
      clientMessageId: newId(),
      createdAt: now.toISOString(),
      order: Math.max(now.getTime(), ...this.items.getSnapshot().map(({ order }) => order + 1)),
      state: 'waiting',
      error: null,
    };
    this.items.set([...this.items.getSnapshot(), item]);
    void this.courier?.accept(item);
  }

  /** Sends a failed message again, with the id it had. */
  resend(clientMessageId: string): void {
    void this.courier?.resend(clientMessageId);
  }

  /** Takes a message back that is not on its way; `null` when it is, or has arrived. */
  async takeBack(clientMessageId: string): Promise<OutboxItem | null> {
    return (await this.courier?.takeBack(clientMessageId)) ?? null;
  }

  /** Forgets what was on its way, in this browser; for signing out. */
  async forget(): Promise<void> {
    this.items.set([]);
    await this.courier?.clear();
  }

  /** The runs that this page watches; made by the part of the page that shows them, which is fetched when it is needed. */
  runs(create: (...parts: ConstructorParameters<typeof RunRegistry>) => RunRegistry): RunRegistry {
    const { port, delay, listener } = this.options;
    return (this.registry ??= create(
      port,
      delay,
      (view) => listener.onRunEnded(view),
      (view) => this.settleSteers(view),
    ));
  }

  private settleSteers({ runId, parts }: RunView): void {
    if (!this.items.getSnapshot().some(({ steers }) => steers === runId)) return;
    void this.courier?.settleSteers(parts.flatMap((part) => (part.type === 'steer' ? [part.steerId] : [])));
  }

  /** Asks for a run to be stopped. The answer is a sentence when that could not be asked, else `null`. */
  async stopRun(runId: string): Promise<string | null> {
    return problemOf(await this.options.port.cancelRun({ runId }), 'Try to stop it again.');
  }

  /** Asks for another answer to the question of a run that failed. The answer is as that of {@link stopRun}. */
  async retryRun(runId: string): Promise<string | null> {
    return problemOf(await this.options.port.retryRun({ runId }), 'Try again; nothing is asked twice.');
  }

  /** Asks for one more answer to the question of an answer. `answered`: asking again is another request. */
  async regenerate(request: RegenerateAnswer): Promise<{ problem: string | null; answered: boolean }> {
    const reply = await this.options.port.regenerateAnswer(request);
    return { problem: problemOf(reply, 'Try again; nothing is asked twice.'), answered: reply.kind !== 'unanswered' };
  }

  /** Where a run stands in the queue; `null` when that is not to be learnt now. */
  async runPosition(runId: string): Promise<RunPosition | null> {
    const reply = await this.options.port.runPosition({ runId });
    return reply.kind === 'ok' ? reply.data : null;
  }

  /** What earlier pages left is sent on; the part of the page that does it is fetched until it is there. */
  private async openCourier(isRunning: () => boolean): Promise<void> {
    const { port, delay, listener } = this.options;
    while (isRunning()) {
      try {
        const onStored = (item: OutboxItem, sent: MessageSent): void => listener.onStored(item, sent);
        const courier = await this.options.openOutbox({ port, delay, items: this.items, onStored });
        if (!isRunning()) return;
        this.courier = courier;
        await courier.start();
        this.read.set(true);
        return;
      } catch {
        await delay(FETCH_AGAIN_MS);
      }
    }
  }
}

function problemOf(reply: SocketReply<unknown>, advice: string): string | null {
  if (reply.kind === 'ok') return null;
  return reply.kind === 'refused' ? reply.error.message : `The server did not answer. ${advice}`;
}
