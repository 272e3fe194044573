import { scriptedPort, settle } from '../../testing/scripted-port.js';
import { deliverMessage, DELIVERY_ATTEMPTS, pauseAfter, type Delivery } from './deliver-message.js';

const ID = '11111111-1111-4111-8111-111111111111';
const payload = { conversationId: ID, clientMessageId: ID, text: 'hello' };
const stored = { conversationId: ID, messageId: ID, assistantMessageId: ID, runId: ID };
const atOnce = (): Promise<void> => Promise.resolve();

function start(port: ReturnType<typeof scriptedPort>) {
  const outcome: { delivery: Delivery | null } = { delivery: null };
  void deliverMessage(port, payload, atOnce).then((delivery) => (outcome.delivery = delivery));
  return outcome;
}

describe('deliverMessage', () => {
  it('ends with what was stored', async () => {
    const port = scriptedPort();
    const outcome = start(port);
    await settle();
    port.answerSend({ kind: 'ok', data: stored });
    await settle();
    expect(outcome.delivery).toEqual({ kind: 'stored', sent: stored });
  });

  it('tries again with the same id when no answer came', async () => {
    const port = scriptedPort();
    const outcome = start(port);
    await settle();
    port.answerSend({ kind: 'unanswered' });
    await settle();
    port.answerSend({ kind: 'ok', data: stored });
    await settle();
    expect(outcome.delivery?.kind).toBe('stored');
    expect(port.sent.map((sent) => sent.clientMessageId)).toEqual([ID, ID]);
  });

  it('waits for a connection before it tries, and after it was lost', async () => {
    const port = scriptedPort(false);
    const outcome = start(port);
    await settle();
    expect(port.sent).toHaveLength(0);
    for (let loss = 0; loss < DELIVERY_ATTEMPTS + 2; loss += 1) {
      port.connect();
      await settle();
      port.disconnect();
      await settle();
    }
    expect(outcome.delivery).toBeNull();
    port.connect();
    await settle();
    port.answerSend({ kind: 'ok', data: stored });
    await settle();
    expect(outcome.delivery?.kind).toBe('stored');
  });

  it('gives a refusal to its writer at once', async () => {
    const port = scriptedPort();
    const outcome = start(port);
    await settle();
    port.answerSend({ kind: 'refused', error: { code: 'run-active', message: 'The agent is still at work.' } });
    await settle();
    expect(outcome.delivery).toEqual({ kind: 'failed', message: 'The agent is still at work.' });
    expect(port.sent).toHaveLength(1);
  });

  it('asks a person after the last try', async () => {
    const port = scriptedPort();
    const outcome = start(port);
    for (let attempt = 0; attempt < DELIVERY_ATTEMPTS; attempt += 1) {
      await settle();
      port.answerSend({ kind: 'unanswered' });
    }
    await settle();
    expect(outcome.delivery?.kind).toBe('failed');
    expect(port.sent).toHaveLength(DELIVERY_ATTEMPTS);
  });
});

describe('pauseAfter', () => {
  it('doubles up to eight seconds', () => {
    expect([0, 1, 2, 3, 4, 5].map(pauseAfter)).toEqual([500, 1000, 2000, 4000, 8000, 8000]);
  });
});
