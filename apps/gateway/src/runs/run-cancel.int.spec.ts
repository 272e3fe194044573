import { randomUUID } from 'node:crypto';
import { messageListSchema } from '@cloakroom/contracts';
import { RunLog, RunSignals } from '@cloakroom/platform';
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
    expect((await gateway.persistence.systemRuns.findRun(run.runId))?.cancelRequestedAt).toBeInstanceOf(Date);
  });

  it('ends a run for its pages when its worker does not, and leaves what it told to the next worker', async () => {
    const run = await PlayedRun.begin(gateway, person);
    await run.append({ type: 'run.started', attempt: 1, keepParts: 0 }, { type: 'text.delta', text: 'Once upon' });
    const socket = await person.connect();
    await socket.ask('run:subscribe', { runId: run.runId, lastSeq: 0 });
    const begun = performance.now();
    await socket.ask('run:cancel', { runId: run.runId });
    const last = () => socket.eventsOf(run.runId).at(-1);
    await waitUntil('the page sees the end', () => last()?.type === 'run.ended');
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(last()).toMatchObject({ seq: 3, status: 'cancelled' });
    await expect(run.append({ type: 'text.delta', text: ' a time' })).rejects.toMatchObject({ code: 'stale-fence' });
    const { systemRuns } = gateway.persistence;
    const fence = { runId: run.runId, attempt: run.run.attempt };
    await expect(systemRuns.heartbeat(fence)).rejects.toMatchObject({ code: 'stale-fence' });
    const next = await systemRuns.claimRun(run.runId, 'next');
    expect([next?.attempt, next?.cancelRequestedAt instanceof Date]).toEqual([3, true]);
  });

  it('keeps the end that a log tells already when its worker is lost before it stored it', async () => {
    const run = await PlayedRun.begin(gateway, person);
    await run.append({ type: 'text.delta', text: 'All.' }, { type: 'run.ended', status: 'finished', error: null });
    const begun = new Date();
    const socket = await person.connect();
    await socket.ask('run:cancel', { runId: run.runId });
    await waitUntil('the run is handed to another worker', async () => {
      const stored = await gateway.persistence.systemRuns.findRun(run.runId);
      return stored?.attempt === 2 && (stored.enqueuedAt ?? begun) > begun;
    });
    await expect(run.append({ type: 'text.delta', text: 'More' })).rejects.toMatchObject({ code: 'stale-fence' });
    const told = await gateway.running.app.get(RunLog).read(run.runId, 0);
    expect(told.map(({ seq }) => seq)).toEqual([1, 2]);
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
