import type { MessageSent, SendMessage, UnsteerRun } from '@cloakroom/contracts';
import type { Store } from '../../platform/store.js';
import type { SocketPort, SocketReply } from '../../realtime/socket-port.js';
import { ALREADY_STEERED, DELIVERY_ATTEMPTS, isPassing, pauseAfter, RUN_ACTIVE } from './delivery.js';
import type { OutboxItem, OutboxNews, OutboxShelf, TabLink } from './outbox.types.js';

export interface CourierParts {
  readonly port: Pick<SocketPort, 'isConnected' | 'sendMessage' | 'steerRun' | 'unsteerRun' | 'onConnect'>;
  readonly shelf: OutboxShelf;
  readonly tabs: TabLink;
  /** What the page shows; what is in it at the start is taken over. */
  readonly items: Store<readonly OutboxItem[]>;
  readonly delay: (ms: number) => Promise<void>;
  readonly random: () => number;
  /** The server has confirmed a message, sent from this tab or another one. */
  readonly onStored: (item: OutboxItem, sent: MessageSent) => void;
}

type Outcome = 'again' | 'pause' | 'queued';

/** A queued message is tried this often even if nobody tells that the answer before it has ended. */
const QUEUE_LOOK_MS = 8_000;

const UNCONFIRMED = 'The server did not confirm this message. Try again; it will not be sent twice.';

/**
 * Brings the messages of one user to the server: kept before they are sent, in order within a conversation, from one
 * tab at a time, until each is confirmed or refused. Time without a connection is waited out and is no try; so is the
 * time in which the conversation's answer is still being written.
 *
 * ```
 *    ┌──an answer is being written──┐
 *    ▼                              │
 * waiting ──────────try─────────▶ sending ──confirmed──▶ (gone)
 *    │                    │   ▲
 *    │ taken back         │   └──try again── failed ──taken back──▶ (gone)
 *    ▼                    └──refused, or never confirmed──▲
 *  (gone)
 * ```
 */
export class OutboxCourier {
  private readonly pumping = new Set<string>();
  /** Not on the shelf yet, or the shelf would not take it. */
  private readonly unsaved = new Map<string, OutboxItem>();
  /** Conversations whose queue waits for its turn. */
  private readonly sleeping = new Map<string, () => void>();
  /** Conversations that were woken since their last try. */
  private readonly woken = new Set<string>();
  private stopped = false;

  constructor(private readonly parts: CourierParts) {}

  /** Takes over what the page shows already, and what earlier pages left. */
  async start(): Promise<void> {
    for (const item of this.parts.items.getSnapshot()) this.unsaved.set(item.clientMessageId, item);
    this.parts.tabs.listen((news) => void this.hear(news));
    for (const item of [...this.unsaved.values()]) await this.keep(item);
    await this.refresh();
  }

  stop(): void {
    this.stopped = true;
    for (const wake of this.sleeping.values()) wake();
    this.parts.tabs.close();
  }

  /** An answer may have ended: what is queued behind it is tried now. */
  wake(conversationId: string): void {
    this.woken.add(conversationId);
    this.sleeping.get(conversationId)?.();
  }

  /** Puts a queued message before the others of its conversation. */
  async putFirst(clientMessageId: string): Promise<void> {
    const item = this.shown(clientMessageId);
    if (item === undefined) return;
    await this.parts.tabs.exclusively(item.conversationId, async () => {
      const current = await this.current(item);
      if (current?.state !== 'waiting') return;
      const orders = this.parts.items.getSnapshot().map(({ order }) => order);
      await this.keep({ ...current, order: Math.min(...orders) - 1 });
    });
  }

  /** Tells a run what is queued behind it. The answer is as that of the port; `null` when the message is on its way. */
  async steer(clientMessageId: string, runId: string): Promise<SocketReply<UnsteerRun> | null> {
    const item = this.shown(clientMessageId);
    if (item === undefined) return null;
    return this.parts.tabs.exclusively(item.conversationId, async () => {
      const current = await this.current(item);
      if (current?.state !== 'waiting') return null;
      const reply = await this.parts.port.steerRun({ runId, clientMessageId, text: current.text });
      // Without an answer it may have been told, so that taking it back has to ask.
      if (reply.kind !== 'refused') await this.keep({ ...current, steers: runId });
      return reply;
    });
  }

  /** Forgets messages that a run has read. */
  async settleSteers(ids: readonly string[]): Promise<void> {
    const read = this.parts.items.getSnapshot().filter((item) => ids.includes(item.clientMessageId));
    for (const item of read) await this.forget(item);
    if (read.length > 0) this.parts.tabs.tell({ kind: 'changed' });
  }

  /** Keeps a message, then sends it. */
  async accept(item: OutboxItem): Promise<void> {
    await this.keep(item);
    if (item.queued !== true) this.wake(item.conversationId);
    void this.pump(item.conversationId);
  }

  /** Sends a refused message again, with the id it had. */
  async resend(clientMessageId: string): Promise<void> {
    const item = this.shown(clientMessageId);
    if (item?.state === 'failed') await this.accept({ ...item, state: 'waiting', error: null });
  }

  /** Takes a message back that is not on its way; `null` when it is, or has arrived. */
  async takeBack(clientMessageId: string): Promise<OutboxItem | null> {
    const item = this.shown(clientMessageId);
    if (item === undefined) return null;
    return this.parts.tabs.exclusively(item.conversationId, async () => {
      const current = await this.current(item);
      if (current === null || current.state === 'sending') return null;
      if (current.steers !== undefined) {
        const reply = await this.parts.port.unsteerRun({ clientMessageId });
        if (reply.kind !== 'ok') return null;
      }
      await this.forget(current);
      this.parts.tabs.tell({ kind: 'changed' });
      this.wake(item.conversationId);
      return current;
    });
  }

  /** Forgets everything, in all tabs. */
  async clear(): Promise<void> {
    this.unsaved.clear();
    this.parts.items.set([]);
    await this.parts.shelf.clear().catch(() => undefined);
    this.parts.tabs.tell({ kind: 'changed' });
  }

  private async hear(news: OutboxNews): Promise<void> {
    if (this.stopped) return;
    if (news.kind === 'stored') {
      this.parts.onStored(news.item, news.sent);
      this.hide(news.item.clientMessageId);
      this.wake(news.item.conversationId);
    } else await this.refresh();
  }

  private async refresh(): Promise<void> {
    const kept = await this.parts.shelf.all().catch(() => null);
    if (this.stopped) return;
    if (kept !== null) {
      const others = kept.filter(({ clientMessageId }) => !this.unsaved.has(clientMessageId));
      this.parts.items.set([...others, ...this.unsaved.values()].sort((a, b) => a.order - b.order));
    }
    for (const { conversationId } of this.parts.items.getSnapshot()) void this.pump(conversationId);
  }

  private async pump(conversationId: string): Promise<void> {
    if (this.pumping.has(conversationId)) return;
    this.pumping.add(conversationId);
    try {
      let attempt = 0;
      while (!this.stopped && this.next(conversationId) !== undefined) {
        await this.connected();
        this.woken.delete(conversationId);
        const outcome = await this.parts.tabs.exclusively(conversationId, () => this.attempt(conversationId, attempt));
        if (outcome !== 'pause') attempt = 0;
        if (outcome === 'queued') await this.turn(conversationId);
        else if (outcome === 'again') continue;
        else if (this.parts.port.isConnected()) {
          await this.parts.delay(pauseAfter(attempt, this.parts.random));
          attempt += 1;
        }
      }
    } finally {
      this.pumping.delete(conversationId);
    }
  }

  private async attempt(conversationId: string, attempt: number): Promise<Outcome> {
    const shown = this.next(conversationId);
    if (shown === undefined || this.stopped) return 'again';
    const item = await this.current(shown);
    if (item === null) this.hide(shown.clientMessageId);
    else if (item.state === 'failed') this.show(item);
    else {
      const sending: OutboxItem = { ...item, state: 'sending' };
      if (item.state === 'waiting') await this.keep(sending);
      return this.settle(sending, await this.parts.port.sendMessage(toMessage(sending)), attempt);
    }
    return 'again';
  }

  private async turn(conversationId: string): Promise<void> {
    if (this.stopped || this.woken.has(conversationId)) return;
    const woken = new Promise<void>((resolve) => this.sleeping.set(conversationId, resolve));
    await Promise.race([woken, this.parts.delay(QUEUE_LOOK_MS)]);
    this.sleeping.delete(conversationId);
  }

  private async settle(item: OutboxItem, reply: SocketReply<MessageSent>, attempt: number): Promise<Outcome> {
    if (reply.kind === 'ok') {
      this.parts.onStored(item, reply.data);
      await this.forget(item);
      this.parts.tabs.tell({ kind: 'stored', item, sent: reply.data });
      return 'again';
    }
    if (reply.kind === 'refused' && reply.error.code === ALREADY_STEERED) {
      await this.forget(item);
      this.parts.tabs.tell({ kind: 'changed' });
      return 'again';
    }
    if (reply.kind === 'refused' && reply.error.code === RUN_ACTIVE && item.replaces === undefined) {
      await this.keep({ ...item, state: 'waiting', queued: true });
      return 'queued';
    }
    if (!this.parts.port.isConnected()) return 'pause';
    const isLast = attempt + 1 >= DELIVERY_ATTEMPTS;
    if (reply.kind === 'refused' && (isLast || !isPassing(reply.error))) return this.fail(item, reply.error.message);
    return isLast ? this.fail(item, UNCONFIRMED) : 'pause';
  }

  private async fail(item: OutboxItem, error: string): Promise<Outcome> {
    await this.keep({ ...item, state: 'failed', error });
    return 'again';
  }

  private async keep(item: OutboxItem): Promise<void> {
    this.unsaved.set(item.clientMessageId, item);
    this.show(item);
    try {
      await this.parts.shelf.put(item);
      this.unsaved.delete(item.clientMessageId);
    } catch {
      // The browser keeps storage back: the message lives as long as this tab, and is sent all the same.
    }
    this.parts.tabs.tell({ kind: 'changed' });
  }

  private async forget({ clientMessageId }: OutboxItem): Promise<void> {
    this.hide(clientMessageId);
    await this.parts.shelf.remove(clientMessageId).catch(() => undefined);
  }

  /** A message as it is kept now; `null` when another tab has delivered it or taken it back. */
  private async current(shown: OutboxItem): Promise<OutboxItem | null> {
    const own = this.unsaved.get(shown.clientMessageId);
    if (own !== undefined) return own;
    return this.parts.shelf.get(shown.clientMessageId).catch(() => shown);
  }

  private next(conversationId: string): OutboxItem | undefined {
    return this.parts.items
      .getSnapshot()
      .find((item) => item.conversationId === conversationId && item.state !== 'failed');
  }

  private shown(clientMessageId: string): OutboxItem | undefined {
    return this.parts.items.getSnapshot().find((item) => item.clientMessageId === clientMessageId);
  }

  private show(item: OutboxItem): void {
    const items = this.parts.items.getSnapshot();
    const known = items.some(({ clientMessageId }) => clientMessageId === item.clientMessageId);
    const next = known
      ? items.map((one) => (one.clientMessageId === item.clientMessageId ? item : one))
      : [...items, item];
    this.parts.items.set(next.sort((a, b) => a.order - b.order));
  }

  private hide(clientMessageId: string): void {
    this.unsaved.delete(clientMessageId);
    this.parts.items.set(this.parts.items.getSnapshot().filter((item) => item.clientMessageId !== clientMessageId));
  }

  private connected(): Promise<void> {
    if (this.parts.port.isConnected()) return Promise.resolve();
    return new Promise((resolve) => {
      const release = this.parts.port.onConnect(() => {
        release();
        resolve();
      });
    });
  }
}

function toMessage({ conversationId, clientMessageId, text, replaces, attachments = [] }: OutboxItem): SendMessage {
  return {
    conversationId,
    clientMessageId,
    text,
    ...(replaces === undefined ? {} : { replaces }),
    ...(attachments.length === 0 ? {} : { attachments: attachments.map(({ id }) => id) }),
  };
}
