import { randomUUID } from 'node:crypto';
import { messageListSchema } from '@cloakroom/contracts';
import { RunSignals } from '@cloakroom/platform';
import { waitUntil } from '@cloakroom/testing';
import { PlayedRun } from '../testing/played-run.js';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.js';
import { TestPerson } from '../testing/test-person.js';

let gateway: TestGateway;
let person: TestPerson;

beforeAll(async () => {
  gateway = await startTestGateway();
  person = await TestPerson.signUp(gateway);
});

afterAll(async () => {
  await gateway.close();
});

async function queueRun() {
  const socket = await person.connect();
  const message = { conversationId: randomUUID(), clientMessageId: randomUUID(), text: 'Count to a million.' };
  const ack = await socket.client.emitWithAck('message:send', message);
  if (!ack.ok) throw new Error(ack.error.code);
  return { socket, ...ack.data };
}

describe('run:cancel', () => {
  it('ends a run that waits in the queue at once, for every page that follows it (P41)', async () => {
    const { socket, runId, conversationId } = await queueRun();
    const other = await person.connect();
    await other.ask('run:subscribe', { runId, lastSeq: 0 });
    const begun = performance.now();
    expect(await socket.ask('run:cancel', { runId })).toEqual({ ok: true, data: { runId } });
    await waitUntil('the other page sees the end', () => other.eventsOf(runId).length > 0);
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(other.eventsOf(runId)).toMatchObject([{ seq: 1, type: 'run.ended', status: 'cancelled' }]);
    expect(await gateway.persistence.systemRuns.claimRun(runId, 'late-worker')).toBeNull();
    const { body } = await person.request('GET', `/api/v1/conversations/${conversationId}/messages`);
    const { conversation, messages } = messageListSchema.parse(body);
    expect(conversation.activeRunId).toBeNull();
    expect(messages[1]?.run).toMatchObject({ id: runId, status: 'cancelled', error: null });
  });

  it('tells the worker of a run under way, and leaves the ending to it', async () => {
    const run = await PlayedRun.begin(gateway, person);
    const heard: string[] = [];
    const stop = await gateway.running.app.get(RunSignals).onCancel((runId) => heard.push(runId));
    const socket = await person.connect();
    expect(await socket.ask('run:cancel', { runId: run.runId })).toMatchObject({ ok: true });
    await waitUntil('the worker hears of it', () => heard.includes(run.runId));
    stop();
    const fence = { runId: run.runId, attempt: run.run.attempt };
    expect(await gateway.persistence.systemRuns.heartbeat(fence)).toEqual({ cancelRequested: true });
  });

  it('changes nothing about a run that has ended, and may be said twice', async () => {
    const run = await PlayedRun.begin(gateway, person);
    await run.finish('done');
    const socket = await person.connect();
    for (let time = 0; time < 2; time += 1) {
      expect(await socket.ask('run:cancel', { runId: run.runId })).toMatchObject({ ok: true });
    }
    const stored = await gateway.persistence.systemRuns.findRun(run.runId);
    expect([stored?.status, stored?.cancelRequestedAt]).toEqual(['finished', null]);
  });

  it('and a claim at the same moment leave one of them the winner', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { socket, runId } = await queueRun();
      const [claimed] = await Promise.all([
        gateway.persistence.systemRuns.claimRun(runId, 'worker'),
        socket.ask('run:cancel', { runId }),
      ]);
      const stored = await gateway.persistence.systemRuns.findRun(runId);
      expect(stored?.status).toBe(claimed === null ? 'cancelled' : 'running');
      expect(stored?.cancelRequestedAt).toBeInstanceOf(Date);
      socket.close();
    }
  });
});
