import { randomUUID } from 'node:crypto';
import { emptyRunView, reduceRun, type RunEvent, type RunEventBody, type RunView } from '@cloakroom/contracts';
import { createLogger, RunLog } from '@cloakroom/platform';
import { waitUntil } from '@cloakroom/testing';
import { startGateway, type RunningGateway } from '../start-gateway.js';
import { PlayedRun } from '../testing/played-run.js';
import { startTestGateway, TEST_ORIGIN, type TestGateway } from '../testing/test-gateway.js';
import { TestPerson } from '../testing/test-person.js';
import { TestSocket } from '../testing/test-socket.js';

let gateway: TestGateway;
let second: RunningGateway;
let person: TestPerson;

beforeAll(async () => {
  gateway = await startTestGateway();
  second = await startGateway(gateway.config, createLogger({ processName: 'gateway', level: 'silent' }));
  person = await TestPerson.signUp(gateway);
});

afterAll(async () => {
  await second.close();
  await gateway.close();
});

const delta = (text: string): RunEventBody => ({ type: 'text.delta', text });
const started: RunEventBody = { type: 'run.started', attempt: 1, keepParts: 0 };

/** A page that folds what it is told and notes whatever is not the next event. */
class FoldingPage {
  view: RunView;
  readonly misplaced: number[] = [];

  constructor(runId: string) {
    this.view = emptyRunView(runId);
  }

  fold(events: readonly RunEvent[]): void {
    for (const event of events) {
      if (event.seq !== this.view.lastSeq + 1) this.misplaced.push(event.seq);
      this.view = reduceRun(this.view, event);
    }
  }

  get text(): string {
    return this.view.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
  }
}

/** Subscribes from where the page stands, and folds the answer and every frame that follows. */
async function follow(page: FoldingPage, url = gateway.url): Promise<TestSocket> {
  const socket = await TestSocket.connect(url, { origin: TEST_ORIGIN, cookie: person.cookie });
  const { runId, lastSeq } = page.view;
  let answered = false;
  const early: RunEvent[] = [];
  socket.client.on('run:events', ({ events }) => (answered ? page.fold(events) : early.push(...events)));
  const ack = await socket.client.emitWithAck('run:subscribe', { runId, lastSeq });
  if (!ack.ok) throw new Error(`Refused: ${ack.error.code}`);
  expect(early).toEqual([]);
  page.fold(ack.data.events);
  answered = true;
  return socket;
}

describe('run:subscribe', () => {
  it('gives the page the same text wherever it drops, on either gateway (P37)', async () => {
    const run = await PlayedRun.begin(gateway, person);
    const page = new FoldingPage(run.runId);
    const words = Array.from({ length: 200 }, (_, index) => `w${index} `);
    await run.append(started);
    let socket = await follow(page);
    for (const [index, word] of words.entries()) {
      await run.append(delta(word));
      if (index % 4 !== 3) continue;
      const drop = index % 8 === 3 ? null : run.written.length;
      if (drop !== null) await waitUntil('the page is up to date', () => page.view.lastSeq === drop);
      socket.close();
      socket = await follow(page, index % 3 === 0 ? gateway.url : `http://127.0.0.1:${second.port}`);
    }
    await run.finish(words.join(''));
    await waitUntil('the page sees the end', () => page.view.status === 'finished');
    expect(page.misplaced).toEqual([]);
    expect(page.text).toBe(words.join(''));
    expect(page.view.lastSeq).toBe(run.written.length);
  });

  it('gives two pages on two gateways the same events in the same order, however fast they are written', async () => {
    const run = await PlayedRun.begin(gateway, person);
    const pages = [new FoldingPage(run.runId), new FoldingPage(run.runId)];
    const [here, there] = pages;
    if (here === undefined || there === undefined) throw new TypeError('Two pages.');
    await follow(here);
    await follow(there, `http://127.0.0.1:${second.port}`);
    await run.append(started);
    for (let batch = 0; batch < 20; batch += 1) {
      await run.append(...Array.from({ length: 60 }, (_, index) => delta(`${batch}.${index} `)));
    }
    await run.finish('done');
    await waitUntil('both pages see the end', () => pages.every(({ view }) => view.status === 'finished'));
    expect(pages.map(({ misplaced }) => misplaced)).toEqual([[], []]);
    expect(here.text).toBe(there.text);
    expect(here.view.lastSeq).toBe(1_202);
  });

  it('brings a long log in pages without a hole', async () => {
    const run = await PlayedRun.begin(gateway, person);
    await run.append(started);
    for (let batch = 0; batch < 6; batch += 1) {
      await run.append(...Array.from({ length: 500 }, () => delta('x')));
    }
    const page = new FoldingPage(run.runId);
    await follow(page);
    await run.finish('done');
    await waitUntil('the page sees the end', () => page.view.status === 'finished');
    expect(page.misplaced).toEqual([]);
    expect(page.text).toHaveLength(3_000);
  });

  it('keeps one subscription however often it is asked for', async () => {
    const run = await PlayedRun.begin(gateway, person);
    const socket = await person.connect();
    const ask = (lastSeq: number) => socket.ask('run:subscribe', { runId: run.runId, lastSeq });
    await Promise.all([ask(0), ask(0), ask(0)]);
    await run.append(started, delta('once'));
    await run.finish('once');
    await waitUntil('the end is told', () => socket.eventsOf(run.runId).some(({ type }) => type === 'run.ended'));
    expect(socket.eventsOf(run.runId).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it('tells nothing more after run:unsubscribe', async () => {
    const run = await PlayedRun.begin(gateway, person);
    const socket = await person.connect();
    await socket.ask('run:subscribe', { runId: run.runId, lastSeq: 0 });
    expect(await socket.ask('run:unsubscribe', { runId: run.runId })).toEqual({ ok: true, data: { runId: run.runId } });
    const other = new FoldingPage(run.runId);
    await follow(other);
    await run.append(started);
    await waitUntil('another page has it', () => other.view.lastSeq === 1);
    expect(socket.frames).toEqual([]);
  });

  it('gives the stored answer when the log is gone', async () => {
    const run = await PlayedRun.begin(gateway, person);
    await run.append(started, delta('kept'));
    await run.finish('kept');
    await gateway.running.app.get(RunLog).expireIn(run.runId, 1);
    await waitUntil('the log is gone', async () => !(await gateway.running.app.get(RunLog).exists(run.runId)));
    const socket = await person.connect();
    const ack = await socket.ask('run:subscribe', { runId: run.runId, lastSeq: 1 });
    expect(ack).toMatchObject({
      ok: true,
      data: {
        status: 'finished',
        events: [],
        message: { role: 'assistant', parts: [{ type: 'text', text: 'kept' }], run: { status: 'finished' } },
      },
    });
  });

  it('gives the stored answer to a page that knows more than the log, which Redis had lost', async () => {
    const run = await PlayedRun.begin(gateway, person);
    await run.append(started, delta('told anew'));
    await run.finish('told anew');
    const socket = await person.connect();
    const ack = await socket.ask('run:subscribe', { runId: run.runId, lastSeq: 50 });
    expect(ack).toMatchObject({
      ok: true,
      data: { status: 'finished', events: [], message: { parts: [{ type: 'text', text: 'told anew' }] } },
    });
  });

  it('answers somebody else as if the run did not exist', async () => {
    const run = await PlayedRun.begin(gateway, person);
    await run.append(started, delta('private'));
    const stranger = await (await TestPerson.signUp(gateway)).connect();
    const foreign = await stranger.ask('run:subscribe', { runId: run.runId, lastSeq: 0 });
    const missing = await stranger.ask('run:subscribe', { runId: randomUUID(), lastSeq: 0 });
    expect(foreign).toMatchObject({ ok: false, error: { code: 'not-found' } });
    expect(foreign).toEqual(missing);
    expect(await stranger.ask('run:cancel', { runId: run.runId })).toEqual(missing);
    expect((await gateway.persistence.systemRuns.findRun(run.runId))?.cancelRequestedAt).toBeNull();
  });

  it('keeps every event encrypted in Redis', async () => {
    const canary = `canary-${randomUUID()}`;
    const run = await PlayedRun.begin(gateway, person);
    await run.append(started, delta(canary));
    const [, entry] = await gateway.running.app.get(RunLog).read(run.runId, 0);
    expect(entry?.payload.toString('latin1')).not.toContain(canary);
    expect(gateway.logText()).not.toContain(canary);
  });
});
