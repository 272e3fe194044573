import { createStore } from '../../platform/store.js';
import { memoryBrowser, type MemoryBrowser } from '../../testing/memory-outbox.js';
import { scriptedPort, settle } from '../../testing/scripted-port.js';
import { DELIVERY_ATTEMPTS, pauseAfter } from './delivery.js';
import { OutboxCourier } from './outbox-courier.js';
import type { OutboxItem } from './outbox.types.js';

const CONVERSATION = '22222222-2222-4222-8222-222222222222';
const id = (digit: number): string => `${String(digit).repeat(8)}-1111-4111-8111-111111111111`;

function message(digit: number, more: Partial<OutboxItem> = {}): OutboxItem {
  return {
    clientMessageId: id(digit),
    conversationId: CONVERSATION,
    text: `message ${digit}`,
    createdAt: '2026-01-01T00:00:00.000Z',
    order: digit,
    startsConversation: false,
    state: 'waiting',
    error: null,
    ...more,
  };
}

const never = (): Promise<void> => new Promise(() => undefined);

async function openTab(browser: MemoryBrowser, port = scriptedPort(), delay = (): Promise<void> => Promise.resolve()) {
  const items = createStore<readonly OutboxItem[]>([]);
  const stored: string[] = [];
  const courier = new OutboxCourier({
    port,
    shelf: browser.shelf,
    tabs: browser.openTab(),
    items,
    delay,
    random: () => 0,
    onStored: ({ text }) => void stored.push(text),
  });
  await courier.start();
  return { courier, port, items, stored };
}

function confirm(port: ReturnType<typeof scriptedPort>): Promise<void> {
  const messageId = port.sent.at(-1)?.clientMessageId ?? id(9);
  const data = { conversationId: CONVERSATION, messageId, assistantMessageId: id(8), runId: id(8) };
  port.answerSend({ kind: 'ok', data });
  return settle();
}

function refuse(port: ReturnType<typeof scriptedPort>, code: string): Promise<void> {
  port.answerSend({ kind: 'refused', error: { code, message: 'Wait.' } });
  return settle();
}

describe('OutboxCourier', () => {
  it('keeps a message before it is sent, and until it is confirmed', async () => {
    const browser = memoryBrowser();
    const { courier, port, items, stored } = await openTab(browser, scriptedPort(false));
    await courier.accept(message(1));
    expect(browser.kept()).toMatchObject([{ text: 'message 1', state: 'waiting' }]);
    expect(port.sent).toHaveLength(0);
    port.connect();
    await settle();
    expect(browser.kept()).toMatchObject([{ state: 'sending' }]);
    await confirm(port);
    expect(stored).toEqual(['message 1']);
    expect([browser.kept(), items.getSnapshot()]).toEqual([[], []]);
  });

  it('sends on what an earlier page left, under the same ids and in the order it was written', async () => {
    const browser = memoryBrowser();
    for (const item of [message(2), message(1, { state: 'sending' })]) await browser.shelf.put(item);
    const { port } = await openTab(browser);
    await settle();
    await confirm(port);
    await confirm(port);
    expect(port.sent.map(({ clientMessageId }) => clientMessageId)).toEqual([id(1), id(2)]);
    expect(browser.kept()).toEqual([]);
  });

  it('tries again with the same id when no answer came, and asks a person after the last try', async () => {
    const browser = memoryBrowser();
    const { courier, port, items } = await openTab(browser);
    await courier.accept(message(1));
    for (let attempt = 0; attempt < DELIVERY_ATTEMPTS; attempt += 1) {
      await settle();
      port.answerSend({ kind: 'unanswered' });
    }
    await settle();
    expect(port.sent).toHaveLength(DELIVERY_ATTEMPTS);
    expect(new Set(port.sent.map(({ clientMessageId }) => clientMessageId))).toEqual(new Set([id(1)]));
    const [failed] = items.getSnapshot();
    expect(failed?.state).toBe('failed');
    expect(failed?.error).toContain('not confirm');
  });

  it('does not count what a lost connection left unanswered', async () => {
    const browser = memoryBrowser();
    const { courier, port, stored } = await openTab(browser);
    await courier.accept(message(1));
    for (let loss = 0; loss < DELIVERY_ATTEMPTS + 2; loss += 1) {
      await settle();
      port.disconnect();
      await settle();
      port.connect();
    }
    await settle();
    await confirm(port);
    expect(stored).toEqual(['message 1']);
  });

  it('keeps the text of a refused message with the reason, sends the next one, and sends it again when asked', async () => {
    const browser = memoryBrowser();
    const { courier, port, stored } = await openTab(browser);
    await courier.accept(message(1));
    await settle();
    await refuse(port, 'queue-full');
    expect(browser.kept()).toMatchObject([{ state: 'failed', error: 'Wait.' }]);
    await courier.accept(message(2));
    await settle();
    await confirm(port);
    await courier.resend(id(1));
    await settle();
    await confirm(port);
    expect(stored).toEqual(['message 2', 'message 1']);
  });

  it('waits out a refusal that passes by itself', async () => {
    const { courier, port, stored } = await openTab(memoryBrowser());
    await courier.accept(message(1));
    await settle();
    await refuse(port, 'too-many-requests');
    await confirm(port);
    expect(stored).toEqual(['message 1']);
  });

  it('takes back what was never sent, in every tab, and nothing that is on its way', async () => {
    const browser = memoryBrowser();
    const here = await openTab(browser, scriptedPort(false));
    const there = await openTab(browser, scriptedPort(false));
    await here.courier.accept(message(1));
    await settle();
    expect(there.items.getSnapshot()).toHaveLength(1);
    expect(await there.courier.takeBack(id(1))).toMatchObject({ text: 'message 1' });
    await settle();
    expect([browser.kept(), here.items.getSnapshot()]).toEqual([[], []]);
    here.port.connect();
    await settle();
    expect(here.port.sent).toEqual([]);
  });

  it('is sent by one tab at a time, and shown as stored in all', async () => {
    const browser = memoryBrowser();
    const tabs = [await openTab(browser), await openTab(browser), await openTab(browser)];
    await tabs[0]?.courier.accept(message(1));
    await settle();
    const sending = tabs.filter(({ port }) => port.sent.length > 0);
    expect(sending).toHaveLength(1);
    const [sender] = sending;
    if (sender === undefined) throw new Error('One tab sends.');
    await confirm(sender.port);
    expect(tabs.map(({ stored }) => stored)).toEqual([['message 1'], ['message 1'], ['message 1']]);
    expect(tabs.flatMap(({ port }) => port.sent)).toHaveLength(1);
    expect(tabs.flatMap(({ items }) => items.getSnapshot())).toEqual([]);
  });

  it('is sent on by another tab when the sending one is cut off', async () => {
    const browser = memoryBrowser();
    const here = await openTab(browser);
    const there = await openTab(browser, scriptedPort(false));
    await here.courier.accept(message(1));
    await settle();
    here.port.disconnect();
    there.port.connect();
    await settle();
    await confirm(there.port);
    expect(there.port.sent.map(({ clientMessageId }) => clientMessageId)).toEqual([id(1)]);
    expect([here.stored, there.stored]).toEqual([['message 1'], ['message 1']]);
  });

  it('sends also when the browser keeps its storage back', async () => {
    const closed = (): Promise<never> => Promise.reject(new Error('storage is closed'));
    const shelf = { all: closed, get: closed, put: closed, remove: closed, clear: closed };
    const { courier, port, stored, items } = await openTab({ ...memoryBrowser(), shelf });
    await courier.accept(message(1));
    await settle();
    await confirm(port);
    expect([stored, items.getSnapshot()]).toEqual([['message 1'], []]);
  });

  it('keeps what is written while an answer runs in the queue, and sends it in order, each when its turn comes', async () => {
    const browser = memoryBrowser();
    const here = await openTab(browser, scriptedPort(), never);
    const there = await openTab(browser, scriptedPort(false), never);
    for (const digit of [1, 2]) await here.courier.accept(message(digit, { queued: true }));
    await settle();
    await refuse(here.port, 'run-active');
    expect(there.items.getSnapshot()).toMatchObject([
      { text: 'message 1', state: 'waiting', queued: true },
      { text: 'message 2', state: 'waiting', queued: true },
    ]);
    here.courier.wake(CONVERSATION);
    await settle();
    await confirm(here.port);
    await refuse(here.port, 'run-active');
    here.courier.wake(CONVERSATION);
    await settle();
    await confirm(here.port);
    expect([here.stored, there.stored]).toEqual(Array(2).fill(['message 1', 'message 2']));
    expect(here.port.sent.map(({ clientMessageId }) => clientMessageId)).toEqual([1, 1, 2, 2].map(id));
    expect(browser.kept()).toEqual([]);
  });

  it('looks for the end of an answer by itself when nobody tells of it', async () => {
    const { courier, port, stored } = await openTab(memoryBrowser());
    await courier.accept(message(1, { queued: true }));
    await settle();
    for (let look = 0; look < DELIVERY_ATTEMPTS + 2; look += 1) await refuse(port, 'run-active');
    await confirm(port);
    expect(stored).toEqual(['message 1']);
  });

  it('does not miss the end of an answer that comes while the refusal is on its way', async () => {
    const { courier, port, stored } = await openTab(memoryBrowser(), scriptedPort(), never);
    await courier.accept(message(1, { queued: true }));
    await settle();
    courier.wake(CONVERSATION);
    await refuse(port, 'run-active');
    await confirm(port);
    expect(stored).toEqual(['message 1']);
  });

  it('sends a queued message first when asked, and a queued one can be taken back', async () => {
    const browser = memoryBrowser();
    const { courier, port, stored } = await openTab(browser, scriptedPort(), never);
    for (const digit of [1, 2, 3]) await courier.accept(message(digit, { queued: true }));
    await settle();
    await refuse(port, 'run-active');
    await courier.putFirst(id(3));
    expect(browser.kept().map(({ text }) => text)).toEqual(['message 3', 'message 1', 'message 2']);
    const taken = courier.takeBack(id(1));
    await settle();
    expect(await taken).toMatchObject({ text: 'message 1' });
    await confirm(port);
    await confirm(port);
    expect(stored).toEqual(['message 3', 'message 2']);
  });

  it('does not queue another version of a question', async () => {
    const browser = memoryBrowser();
    const { courier, port } = await openTab(browser);
    await courier.accept(message(1, { replaces: id(7) }));
    await settle();
    await refuse(port, 'run-active');
    expect(browser.kept()).toMatchObject([{ state: 'failed', error: 'Wait.' }]);
  });

  it('forgets everything in all tabs', async () => {
    const browser = memoryBrowser();
    const here = await openTab(browser, scriptedPort(false));
    const there = await openTab(browser, scriptedPort(false));
    await here.courier.accept(message(1));
    await here.courier.clear();
    await settle();
    expect([browser.kept(), here.items.getSnapshot(), there.items.getSnapshot()]).toEqual([[], [], []]);
  });
});

describe('pauseAfter', () => {
  it('doubles up to eight seconds, the later half of it by chance', () => {
    expect([0, 1, 2, 3, 4, 5].map((attempt) => pauseAfter(attempt, () => 1))).toEqual([
      500, 1000, 2000, 4000, 8000, 8000,
    ]);
    expect([0, 4].map((attempt) => pauseAfter(attempt, () => 0))).toEqual([250, 4000]);
  });

  describe('with a message that a run is told while it is queued', () => {
    const RUN = id(7);
    async function queued() {
      const browser = memoryBrowser();
      const tab = await openTab(browser, scriptedPort(), never);
      await tab.courier.accept(message(1, { queued: true }));
      await settle();
      await refuse(tab.port, 'run-active');
      return { browser, ...tab };
    }

    it('keeps it in the queue until the run has read it', async () => {
      const { courier, port, browser, items } = await queued();
      expect(await courier.steer(id(1), RUN)).toMatchObject({ kind: 'ok' });
      expect(port.steered).toEqual([{ runId: RUN, clientMessageId: id(1), text: 'message 1' }]);
      expect(browser.kept()).toMatchObject([{ steers: RUN, state: 'waiting' }]);
      await courier.settleSteers([id(2)]);
      expect(browser.kept()).toHaveLength(1);
      await courier.settleSteers([id(1)]);
      expect([browser.kept(), items.getSnapshot()]).toEqual([[], []]);
    });

    it('sends it when the run has ended, unless the server says that it was read', async () => {
      const { courier, port, browser, stored } = await queued();
      await courier.steer(id(1), RUN);
      courier.wake(CONVERSATION);
      await settle();
      expect(port.sent).toHaveLength(2);
      await refuse(port, 'already-steered');
      expect([browser.kept(), stored]).toEqual([[], []]);
    });

    it('takes it back only if the run has not read it', async () => {
      const { courier, port, browser } = await queued();
      await courier.steer(id(1), RUN);
      port.refuseUnsteer('already-steered');
      expect(await courier.takeBack(id(1))).toBeNull();
      expect(browser.kept()).toHaveLength(1);
      port.refuseUnsteer(null);
      expect(await courier.takeBack(id(1))).toMatchObject({ text: 'message 1' });
      expect(browser.kept()).toEqual([]);
    });
  });
});
