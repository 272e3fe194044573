import { jest } from '@jest/globals';
import { memoryStorage } from '../../testing/memory-storage.js';
import { scriptedPort, settle } from '../../testing/scripted-port.js';
import { ChatRuntime, type ChatListener } from './chat-runtime.js';

const CONVERSATION = '22222222-2222-4222-8222-222222222222';
const ID = '11111111-1111-4111-8111-111111111111';

function setUp(storage = memoryStorage(), port = scriptedPort()) {
  const stored: string[] = [];
  let reconnections = 0;
  const listener: ChatListener = {
    onStored: (item) => void stored.push(item.text),
    onRunEnded: () => undefined,
    onConversationChanged: () => undefined,
    onSecretsChanged: () => undefined,
    onReconnected: () => void (reconnections += 1),
  };
  const runtime = new ChatRuntime({ port, listener, storage, userId: 'ada', delay: () => Promise.resolve() });
  return { runtime, port, storage, stored, reconnections: () => reconnections };
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
    const { runtime, port, stored, storage } = setUp();
    runtime.send(CONVERSATION, 'hello', true);
    await settle();
    expect(runtime.outbox.getSnapshot()).toMatchObject([{ text: 'hello', state: 'sending' }]);
    confirm(port);
    await settle();
    expect(stored).toEqual(['hello']);
    expect(runtime.outbox.getSnapshot()).toEqual([]);
    expect(storage.keys()).toEqual([]);
  });

  it('sends on after a reload what the tab had not confirmed, under the same id', async () => {
    const first = setUp();
    first.runtime.send(CONVERSATION, 'hello', true);
    await settle();
    const id = first.port.sent[0]?.clientMessageId;

    const second = setUp(first.storage);
    second.runtime.start();
    await settle();
    expect(second.port.sent.map((sent) => sent.clientMessageId)).toEqual([id]);
  });

  it('shows why a message was refused, and sends it again under the same id when asked', async () => {
    const { runtime, port } = setUp();
    runtime.send(CONVERSATION, 'hello', false);
    await settle();
    port.answerSend({ kind: 'refused', error: { code: 'run-active', message: 'Wait.' } });
    await settle();
    const [item] = runtime.outbox.getSnapshot();
    expect(item).toMatchObject({ state: 'failed', error: 'Wait.' });
    runtime.resend(item?.clientMessageId ?? '');
    await settle();
    expect(new Set(port.sent.map((sent) => sent.clientMessageId)).size).toBe(1);
    confirm(port);
    await settle();
    expect(runtime.outbox.getSnapshot()).toEqual([]);
  });

  it('forgets a message that was given up, in storage too', async () => {
    const { runtime, port, storage } = setUp();
    runtime.send(CONVERSATION, 'hello', false);
    await settle();
    port.answerSend({ kind: 'refused', error: { code: 'x', message: 'No.' } });
    await settle();
    runtime.discard(runtime.outbox.getSnapshot()[0]?.clientMessageId ?? '');
    expect(storage.keys()).toEqual([]);
  });

  it('tells of a reconnection, not of the first connection', () => {
    const { runtime, port, reconnections } = setUp(memoryStorage(), scriptedPort(false));
    runtime.start();
    port.connect();
    expect(reconnections()).toBe(0);
    port.disconnect();
    port.connect();
    expect(reconnections()).toBe(1);
  });

  it('starts empty when storage holds something else', () => {
    const storage = memoryStorage();
    storage.setItem('cloakroom:outbox:ada', '{"not":"a list"}');
    expect(setUp(storage).runtime.outbox.getSnapshot()).toEqual([]);
  });
});
