import { jest } from '@jest/globals';
import { memoryBrowser } from '../../testing/memory-outbox.js';
import { scriptedPort, settle } from '../../testing/scripted-port.js';
import { OutboxCourier } from '../outbox/outbox-courier.js';
import { ChatRuntime, type ChatListener, type ChatRuntimeOptions } from './chat-runtime.js';

const CONVERSATION = '22222222-2222-4222-8222-222222222222';
const ID = '11111111-1111-4111-8111-111111111111';

function setUp({ port = scriptedPort(), opensAfter = 0 } = {}) {
  const stored: string[] = [];
  const browser = memoryBrowser();
  let connections = 0;
  let refusals = opensAfter;
  const listener: ChatListener = {
    onStored: (item) => void stored.push(item.text),
    onRunEnded: () => undefined,
    onConversationChanged: () => undefined,
    onSecretsChanged: () => undefined,
    onConnected: () => void (connections += 1),
  };
  const openOutbox: ChatRuntimeOptions['openOutbox'] = (parts) => {
    refusals -= 1;
    if (refusals >= 0) return Promise.reject(new Error('not fetched'));
    const { shelf, openTab } = browser;
    return Promise.resolve(new OutboxCourier({ ...parts, shelf, tabs: openTab(), random: () => 0 }));
  };
  const runtime = new ChatRuntime({ port, listener, openOutbox, delay: () => Promise.resolve() });
  return { runtime, port, stored, kept: browser.kept, connections: () => connections };
}

function confirm(port: ReturnType<typeof scriptedPort>): void {
  const messageId = port.sent.at(-1)?.clientMessageId ?? ID;
  port.answerSend({
    kind: 'ok',
    data: { conversationId: CONVERSATION, messageId, assistantMessageId: ID, runId: ID },
  });
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe('ChatRuntime', () => {
  it('keeps a message until the server has confirmed it', async () => {
    const { runtime, port, stored, kept } = setUp();
    runtime.start();
    await settle();
    runtime.send({ conversationId: CONVERSATION, text: 'hello', startsConversation: true });
    await settle();
    expect(runtime.outbox.getSnapshot()).toMatchObject([{ text: 'hello', state: 'sending' }]);
    confirm(port);
    await settle();
    expect(stored).toEqual(['hello']);
    expect(runtime.outbox.getSnapshot()).toEqual([]);
    expect(kept()).toEqual([]);
  });

  it('sends what was written before the outbox was there, once', async () => {
    const { runtime, port, stored } = setUp({ opensAfter: 2 });
    runtime.start();
    runtime.send({ conversationId: CONVERSATION, text: 'early', startsConversation: true });
    expect(runtime.outbox.getSnapshot()).toMatchObject([{ text: 'early', state: 'waiting' }]);
    await settle();
    confirm(port);
    await settle();
    expect(stored).toEqual(['early']);
    expect(port.sent).toHaveLength(1);
  });

  it('forgets what was not sent, for signing out', async () => {
    const { runtime, kept } = setUp({ port: scriptedPort(false) });
    runtime.start();
    await settle();
    runtime.send({ conversationId: CONVERSATION, text: 'hello' });
    await settle();
    expect(kept()).toHaveLength(1);
    await runtime.forget();
    expect([kept(), runtime.outbox.getSnapshot()]).toEqual([[], []]);
  });

  it('tells of every connection, of the first one too', () => {
    const { runtime, port, connections } = setUp({ port: scriptedPort(false) });
    runtime.start();
    port.connect();
    expect(connections()).toBe(1);
    port.disconnect();
    port.connect();
    expect(connections()).toBe(2);
  });
});
