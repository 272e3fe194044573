import { randomUUID } from 'node:crypto';
import {
  scheduleListSchema,
  schedulePreviewSchema,
  scheduleRunSchema,
  scheduleViewSchema,
  problemSchema,
  MAX_SCHEDULES,
  type CreateSchedule,
  type ScheduleView,
} from '@cloakroom/contracts';
import { createLogger } from '@cloakroom/platform';
import { createCanary, findCanary, waitUntil } from '@cloakroom/testing';
import { SendMessageService } from '../messages/send-message.service.js';
import { startGateway, type RunningGateway } from '../start-gateway.js';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.js';
import { TestPerson } from '../testing/test-person.js';
import { firedMessage } from './schedule-message.js';

const PATH = '/api/v1/schedules';
const PER_USER = 6;
const HOUR_MS = 3_600_000;

let world: TestGateway;
let second: RunningGateway;

// No worker is there: what is fired waits in the queue.
beforeAll(async () => {
  world = await startTestGateway({ MAX_QUEUED_RUNS_PER_USER: String(PER_USER) });
  second = await startGateway(world.config, createLogger({ processName: 'gateway', level: 'silent' }));
});

afterAll(async () => {
  await second.close();
  await world.close();
});

const daily: CreateSchedule = {
  name: 'Morning',
  text: 'What is new?',
  cron: '0 9 * * *',
  timeZone: 'Europe/Berlin',
  conversation: 'new',
};

async function make(person: TestPerson, more: Partial<CreateSchedule> = {}): Promise<ScheduleView> {
  const answer = await person.request('POST', PATH, { ...daily, ...more });
  if (answer.status !== 201) throw new Error(`No schedule: ${answer.text}`);
  return scheduleViewSchema.parse(answer.body);
}

async function listOf(person: TestPerson): Promise<ScheduleView[]> {
  return scheduleListSchema.parse((await person.request('GET', PATH)).body).schedules;
}

function collection(name: string) {
  return world.persistence.mongo.authDatabase().db.collection<{ _id: string; [field: string]: unknown }>(name);
}

/** Makes it due as if its time had been then. */
async function makeDue({ id }: ScheduleView, dueAt: Date): Promise<void> {
  await collection('schedules').updateOne({ _id: id }, { $set: { nextAt: dueAt } });
}

async function fired(person: TestPerson, { id }: ScheduleView): Promise<ScheduleView> {
  let found: ScheduleView | undefined;
  await waitUntil('the schedule to have an outcome', async () => {
    found = (await listOf(person)).find((one) => one.id === id && one.lastOutcome !== null);
    return found !== undefined;
  });
  if (found === undefined) throw new Error('It has none.');
  return found;
}

/** What is stored of everything a person's schedules sent. */
async function storedOf({ owner }: TestPerson): Promise<Record<string, number>> {
  const names = ['conversations', 'messages', 'runs'] as const;
  const counts = await Promise.all(names.map((name) => collection(name).countDocuments({ userId: owner })));
  return Object.fromEntries(names.map((name, index) => [name, counts[index] ?? 0]));
}

describe('a schedule', () => {
  it('is made, shown, changed, switched off and on, and deleted, and each is written down', async () => {
    const person = await TestPerson.signUp(world);
    const made = await make(person);
    expect(made).toMatchObject({ ...daily, enabled: true, lastOutcome: null });
    expect(made.next).toHaveLength(3);
    const path = `${PATH}/${made.id}`;
    const changed = scheduleViewSchema.parse((await person.request('PATCH', path, { cron: '30 7 * * 1' })).body);
    expect(changed).toMatchObject({ ...daily, cron: '30 7 * * 1' });
    const off = scheduleViewSchema.parse((await person.request('PATCH', path, { enabled: false })).body);
    expect([off.enabled, off.next]).toEqual([false, []]);
    const on = scheduleViewSchema.parse((await person.request('PATCH', path, { enabled: true })).body);
    expect(on.next).toEqual(changed.next);
    expect((await person.request('DELETE', path)).status).toBe(204);
    expect(await listOf(person)).toEqual([]);
    const trail = (await person.request('GET', '/api/v1/audit?type=schedule')).text;
    expect(trail.match(/"schedule\.(?:created|changed|deleted)"/g)?.length).toBe(5);
  });

  it('is nobody else’s', async () => {
    const [person, stranger] = [await TestPerson.signUp(world), await TestPerson.signUp(world)];
    const { id } = await make(person);
    expect(await listOf(stranger)).toEqual([]);
    const answers = await Promise.all([
      stranger.request('PATCH', `${PATH}/${id}`, { name: 'Mine' }),
      stranger.request('POST', `${PATH}/${id}/run`, { clientMessageId: randomUUID() }),
      stranger.request('DELETE', `${PATH}/${id}`),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect((await person.request('GET', PATH, undefined, { cookie: null })).status).toBe(401);
    expect(await listOf(person)).toMatchObject([{ id, name: 'Morning' }]);
  });

  it('is refused with what is wrong and where, and shown in advance', async () => {
    const person = await TestPerson.signUp(world);
    const times = { cron: '0 9 * * 1-5', timeZone: 'Asia/Kolkata' };
    const preview = schedulePreviewSchema.parse((await person.request('POST', `${PATH}/preview`, times)).body);
    expect(preview.next.map((time) => time.slice(11, 16))).toEqual(['03:30', '03:30', '03:30']);
    const answer = await person.request('POST', PATH, { ...daily, cron: '* * * * *' });
    expect([answer.status, problemSchema.parse(answer.body).code]).toEqual([400, 'too-often']);
    const both = await person.request('POST', `${PATH}/preview`, { cron: 'x', timeZone: 'Mars/Base' });
    expect(problemSchema.parse(both.body).fields).toMatchObject([{ path: 'timeZone' }]);
    expect(await listOf(person)).toEqual([]);
  });

  it('is one of a number, and its text is in no document in clear', async () => {
    const person = await TestPerson.signUp(world);
    const canary = createCanary();
    await make(person, { text: `Say ${canary}`, name: canary.slice(0, 40) });
    const [one] = await collection('schedules').find({ userId: person.owner }).toArray();
    const more = Array.from({ length: MAX_SCHEDULES - 1 }, () => ({ ...one, _id: randomUUID(), enabled: false }));
    await collection('schedules').insertMany(more);
    const answer = await person.request('POST', PATH, daily);
    expect([answer.status, problemSchema.parse(answer.body).code]).toEqual([409, 'too-many-schedules']);
    const stored = await collection('schedules').find({ userId: person.owner }).toArray();
    const bodies = stored.map(({ body }) => String(body)).join();
    const found = new Map(Object.entries({ bodies, rest: JSON.stringify(stored), log: world.logText() }));
    expect(findCanary(canary, found)).toEqual([]);
  });

  it('goes with its account', async () => {
    const person = await TestPerson.signUp(world);
    await make(person);
    await person.request('DELETE', '/api/v1/account', { password: TestPerson.password });
    expect(await collection('schedules').countDocuments({ userId: person.owner })).toBe(0);
  });
});

describe('what is due', () => {
  it('is fired once by two gateways, also when its time was missed often, and moves on', async () => {
    const person = await TestPerson.signUp(world);
    const all = [await make(person), await make(person), await make(person), await make(person)];
    const dueAt = new Date(Date.now() - 50 * HOUR_MS);
    await Promise.all(all.map((one) => makeDue(one, dueAt)));
    const after = await Promise.all(all.map((one) => fired(person, one)));
    expect(await storedOf(person)).toEqual({ conversations: 4, messages: 8, runs: 4 });
    for (const { lastOutcome, next } of after) {
      expect(lastOutcome).toMatchObject({ result: 'started', dueAt: dueAt.toISOString(), runStatus: 'queued' });
      expect(new Date(next[0] ?? 0).getTime()).toBeGreaterThan(Date.now());
    }
    const stored = await collection('schedules').find({ userId: person.owner }).toArray();
    expect(stored.map(({ nextAt }) => nextAt)).toEqual(after.map(({ next }) => new Date(next[0] ?? 0)));
    const runs = await collection('runs').find({ userId: person.owner }).toArray();
    expect(runs.map(({ origin }) => origin)).toEqual(Array(4).fill('schedule'));
  });

  it.each(['before anything was stored', 'after the run was stored'])(
    'is fired once when its gateway died %s',
    async (point) => {
      const person = await TestPerson.signUp(world);
      const schedule = await make(person);
      const dueAt = new Date(Date.now() - HOUR_MS);
      const { systemSchedules, schedules } = world.persistence;
      // Due and claimed half a minute ago and longer: the claim is over.
      await collection('schedules').updateOne(
        { _id: schedule.id },
        { $set: { claim: randomUUID(), claimedUntil: new Date(Date.now() + HOUR_MS), nextAt: dueAt, attempts: 1 } },
      );
      expect(await systemSchedules.claim(schedule.id)).toBeNull();
      const message = firedMessage(await schedules.find(person.owner, schedule.id), dueAt);
      const messages = world.running.app.get(SendMessageService, { strict: false });
      const sent = point.startsWith('after') ? await messages.send(person.owner, message, 'schedule') : null;
      await collection('schedules').updateOne({ _id: schedule.id }, { $set: { claimedUntil: new Date() } });
      const { lastOutcome } = await fired(person, schedule);
      expect(lastOutcome).toMatchObject({ result: 'started', conversationId: message.conversationId });
      if (sent !== null) expect(lastOutcome?.runId).toBe(sent.runId);
      expect(await storedOf(person)).toEqual({ conversations: 1, messages: 2, runs: 1 });
    },
  );

  it('is refused when too much waits already, says why, and is tried at the next time', async () => {
    const person = await TestPerson.signUp(world);
    const page = await person.connect();
    for (let waiting = 0; waiting < PER_USER; waiting += 1) {
      const message = { conversationId: randomUUID(), clientMessageId: randomUUID(), text: 'Hello.' };
      await page.client.emitWithAck('message:send', message);
    }
    const schedule = await make(person);
    await makeDue(schedule, new Date());
    const { lastOutcome, next } = await fired(person, schedule);
    expect(lastOutcome).toMatchObject({ result: 'refused', conversationId: null, runId: null });
    expect(lastOutcome?.reason).toMatch(/^6 of your answers are waiting already/);
    expect(next).toHaveLength(3);
    expect((await storedOf(person))['runs']).toBe(PER_USER);
  });

  it('goes on in the same conversation, and is refused there while an answer is being written', async () => {
    const person = await TestPerson.signUp(world);
    const schedule = await make(person, { conversation: 'same' });
    await makeDue(schedule, new Date(Date.now() - 1_000));
    const first = (await fired(person, schedule)).lastOutcome;
    await makeDue(schedule, new Date());
    await waitUntil('the second time to be refused', async () => {
      return (await listOf(person))[0]?.lastOutcome?.result === 'refused';
    });
    const page = await person.connect();
    await page.client.emitWithAck('run:cancel', { runId: first?.runId ?? '' });
    const path = `${PATH}/${schedule.id}/run`;
    const again = scheduleRunSchema.parse((await person.request('POST', path, { clientMessageId: randomUUID() })).body);
    expect(again.conversationId).toBe(first?.conversationId);
    expect(await storedOf(person)).toEqual({ conversations: 1, messages: 4, runs: 2 });
  });

  it('is given up for this time when it cannot be started in five tries', async () => {
    const person = await TestPerson.signUp(world);
    const schedule = await make(person);
    const broken = { body: Buffer.from('broken'), attempts: 4, nextAt: new Date() };
    await collection('schedules').updateOne({ _id: schedule.id }, { $set: broken });
    const read = () => collection('schedules').findOne({ _id: schedule.id });
    await waitUntil('it to be given up', async () => (await read())?.['lastOutcome'] !== null);
    expect(await read()).toMatchObject({ lastOutcome: { result: 'failed' }, attempts: 0, claim: null });
    expect((await storedOf(person))['runs']).toBe(0);
  });
});

describe('a firing that its owner comes between', () => {
  it('keeps the new time, and a claim that was lost changes nothing', async () => {
    const person = await TestPerson.signUp(world);
    const { systemSchedules, schedules } = world.persistence;
    const schedule = await make(person, { enabled: false });
    const read = () => schedules.find(person.owner, schedule.id);
    const due = { enabled: true, nextAt: new Date(Date.now() + HOUR_MS) };
    await collection('schedules').updateOne({ _id: schedule.id }, { $set: due });
    const later = new Date(Date.now() + 2 * HOUR_MS);
    const firing = await systemSchedules.claim(schedule.id, later);
    if (firing === null) throw new Error('It was not due.');
    const changed = await person.request('PATCH', `${PATH}/${schedule.id}`, { cron: '15 4 * * *' });
    const { next } = scheduleViewSchema.parse(changed.body);
    const outcome = { dueAt: due.nextAt, at: later, result: 'refused', reason: 'No room.' } as const;
    const nothing = { conversationId: null, runId: null };
    await systemSchedules.settle({ ...firing, claim: randomUUID() }, { ...outcome, ...nothing }, later);
    expect(await read()).toMatchObject({ lastOutcome: null });
    await systemSchedules.settle(firing, { ...outcome, ...nothing }, later);
    expect(await read()).toMatchObject({ lastOutcome: { reason: 'No room.' }, nextAt: new Date(next[0] ?? 0) });
  });
});

describe('running it by hand', () => {
  it('is one run however often it is asked for, and its times stay', async () => {
    const person = await TestPerson.signUp(world);
    const schedule = await make(person, { enabled: false });
    const body = { clientMessageId: randomUUID() };
    const path = `${PATH}/${schedule.id}/run`;
    const answers = await Promise.all([1, 2, 3].map(() => person.request('POST', path, body)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await storedOf(person)).toEqual({ conversations: 1, messages: 2, runs: 1 });
    expect(await listOf(person)).toMatchObject([{ enabled: false, next: [], lastOutcome: { result: 'started' } }]);
  });
});
