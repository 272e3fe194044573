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

async function openTab(browser: MemoryBrowser, port = scriptedPort()) {
  const items = createStore<readonly OutboxItem[]>([]);
  const stored: string[] = [];
  const courier = new OutboxCourier({
    port,
    shelf: browser.shelf,
    tabs: browser.openTab(),
    items,
    delay: () => Promise.resolve(),
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
});
