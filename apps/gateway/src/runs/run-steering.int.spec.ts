import { randomUUID } from 'node:crypto';
import { MAX_STEERS_PER_RUN } from '@cloakroom/contracts';
import { PlayedRun } from '../testing/played-run.js';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.js';
import { TestPerson } from '../testing/test-person.js';
import type { TestSocket } from '../testing/test-socket.js';

let gateway: TestGateway;
let person: TestPerson;
let socket: TestSocket;

beforeAll(async () => {
  gateway = await startTestGateway();
  person = await TestPerson.signUp(gateway);
  socket = await person.connect();
});

afterAll(async () => {
  await gateway.close();
});

const refused = (code: string) => ({ ok: false, error: { code, message: expect.stringMatching(/\.$/) as string } });

async function end({ run }: PlayedRun): Promise<void> {
  await gateway.persistence.conversations.clearActiveRun(person.owner, run.conversationId, run.id);
  await gateway.persistence.systemRuns.endRun({ runId: run.id, attempt: run.attempt }, 'finished', null);
}

/** A run under way that was told something. */
async function steered() {
  const played = await PlayedRun.begin(gateway, person);
  const { id: runId, conversationId } = played.run;
  const clientMessageId = randomUUID();
  const steer = { runId, clientMessageId, text: 'Look in the other pocket, too.' };
  expect(await socket.ask('run:steer', steer)).toEqual({ ok: true, data: { clientMessageId } });
  return { played, steer, message: { conversationId, clientMessageId, text: steer.text } };
}

describe('run:steer', () => {
  it('keeps what a run is told once, encrypted, and in order, until the run has read it', async () => {
    const { steer } = await steered();
    await socket.ask('run:steer', steer);
    await socket.ask('run:steer', { ...steer, clientMessageId: randomUUID(), text: 'And hurry.' });
    const { steers, mongo } = gateway.persistence;
    const open = await steers.listOpen(person.owner, steer.runId);
    expect(open.map(({ text }) => text)).toEqual([steer.text, 'And hurry.']);
    const stored = await mongo.authDatabase().db.collection('steers').find({ runId: steer.runId }).toArray();
    expect(stored).toHaveLength(2);
    expect(JSON.stringify(stored)).not.toContain('pocket');
  });

  it('is sent as a message when its run has ended without reading it', async () => {
    const { played, steer, message } = await steered();
    expect(await socket.ask('message:send', message)).toMatchObject(refused('run-active'));
    await end(played);
    expect(await socket.ask('message:send', message)).toMatchObject({ ok: true });
    expect(await gateway.persistence.steers.listOpen(person.owner, steer.runId)).toEqual([]);
    const late = { ...steer, clientMessageId: randomUUID() };
    expect(await socket.ask('run:steer', late)).toMatchObject(refused('run-ended'));
  });

  it('is not sent as a message, and cannot be taken back, once its run has read it', async () => {
    const { played, steer, message } = await steered();
    const { clientMessageId } = steer;
    await gateway.persistence.steers.markTold(person.owner, [clientMessageId]);
    expect(await socket.ask('run:unsteer', { clientMessageId })).toMatchObject(refused('already-steered'));
    await end(played);
    expect(await socket.ask('message:send', message)).toMatchObject(refused('already-steered'));
    const next = { ...message, clientMessageId: randomUUID() };
    expect(await socket.ask('message:send', next)).toMatchObject({ ok: true });
  });

  it('can be taken back before', async () => {
    const { steer } = await steered();
    const { clientMessageId } = steer;
    expect(await socket.ask('run:unsteer', { clientMessageId })).toMatchObject({ ok: true });
    expect(await gateway.persistence.steers.listOpen(person.owner, steer.runId)).toEqual([]);
    expect(await socket.ask('run:unsteer', { clientMessageId: randomUUID() })).toMatchObject({ ok: true });
  });

  it('takes neither another person’s run, nor nothing, nor more than a run reads', async () => {
    const { steer, played } = await steered();
    const stranger = await (await TestPerson.signUp(gateway)).connect();
    expect(await stranger.ask('run:steer', { ...steer, clientMessageId: randomUUID() })).toMatchObject(
      refused('not-found'),
    );
    await stranger.ask('run:unsteer', { clientMessageId: steer.clientMessageId });
    const { steers } = gateway.persistence;
    expect(await steers.stateOf(person.owner, steer.clientMessageId)).toBe('open');
    expect(await socket.ask('run:steer', { ...steer, clientMessageId: randomUUID(), text: ' ' })).toMatchObject({
      ok: false,
      error: { fields: [{ path: 'text', message: 'Write a message first.' }] },
    });
    for (let more = 1; more < MAX_STEERS_PER_RUN; more += 1) {
      await steers.insertOnce(person.owner, { ...steer, id: randomUUID(), conversationId: played.run.conversationId });
    }
    expect(await socket.ask('run:steer', { ...steer, clientMessageId: randomUUID() })).toMatchObject(
      refused('too-many-steers'),
    );
  });

  it('is gone with its conversation', async () => {
    const { steer, message } = await steered();
    await person.request('DELETE', `/api/v1/conversations/${message.conversationId}`);
    expect(await gateway.persistence.steers.stateOf(person.owner, steer.clientMessageId)).toBeNull();
  });
});
