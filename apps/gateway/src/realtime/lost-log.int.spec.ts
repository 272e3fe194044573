import {
  emptyRunView,
  isRunIntact,
  placeOfEvent,
  reduceRun,
  runSubscribedSchema,
  type RunEvent,
  type RunEventBody,
  type RunView,
} from '@cloakroom/contracts';
import { waitUntil } from '@cloakroom/testing';
import { z } from 'zod';
import { PlayedRun } from '../testing/played-run.js';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.js';
import { TestPerson } from '../testing/test-person.js';
import type { TestSocket } from '../testing/test-socket.js';

const answered = z.object({ ok: z.literal(true), data: runSubscribedSchema });
const delta = (text: string): RunEventBody => ({ type: 'text.delta', text });
const started = (attempt: number, keepParts = 0): RunEventBody => ({ type: 'run.started', attempt, keepParts });

/** A page: asks again where there is a hole, as soon as it sees it. */
class Page {
  view: RunView;
  readonly drawn: string[] = [];
  readonly wrong: number[] = [];
  #asking = false;

  constructor(
    private readonly socket: TestSocket,
    runId: string,
  ) {
    this.view = emptyRunView(runId);
    socket.client.on('run:events', ({ events }) => this.#fold(events));
  }

  async subscribe(): Promise<void> {
    const { runId, lastSeq } = this.view;
    this.#asking = true;
    const { data } = answered.parse(await this.socket.ask('run:subscribe', { runId, lastSeq }));
    this.#asking = false;
    const { base, message, status } = data;
    if (base !== undefined) {
      const { seq, parts, hash = null } = base;
      this.view = { ...emptyRunView(runId), lastSeq: seq, hash, parts };
    }
    if (message !== null) this.view = { ...this.view, status, parts: message.parts };
    this.#fold(data.events);
  }

  get text(): string {
    return this.view.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
  }

  #fold(events: readonly RunEvent[]): void {
    for (const event of events) {
      if (placeOfEvent(this.view, event) === 'gap') {
        if (!this.#asking) void this.subscribe();
        return;
      }
      this.view = reduceRun(this.view, event);
      if (!isRunIntact(this.view, event)) this.wrong.push(event.seq);
      this.drawn.push(this.text);
    }
  }
}

describe('a page that draws a run whose log Redis loses', () => {
  let gateway: TestGateway;
  let person: TestPerson;

  beforeAll(async () => {
    gateway = await startTestGateway();
    person = await TestPerson.signUp(gateway);
  });

  afterAll(() => gateway.close());

  async function follow({ runId }: PlayedRun): Promise<Page> {
    const page = new Page(await person.connect(), runId);
    await page.subscribe();
    return page;
  }

  it('draws the new log alone from its first event on, shorter than the old one as it is', async () => {
    const lost = await PlayedRun.begin(gateway, person);
    const page = await follow(lost);
    await lost.append(started(1), delta('the '), delta('old '), delta('answer'));
    await waitUntil('the page has the old log', () => page.text === 'the old answer');
    const anew = await PlayedRun.takeOver(gateway, person, lost);
    await anew.append(started(2), delta('new'));
    await waitUntil('the page has the new log', () => page.text === 'new', 10_000);
    await anew.finish('new');
    await waitUntil('the page sees the end', () => page.view.status === 'finished');
    expect([page.text, page.wrong]).toEqual(['new', []]);
    expect(page.drawn).toEqual(['', 'the ', 'the old ', 'the old answer', '', 'new', 'new']);
  });

  it('keeps what stands in the checkpoint, and a page that comes later gets the same', async () => {
    const lost = await PlayedRun.begin(gateway, person);
    const page = await follow(lost);
    await lost.append(started(1), delta('kept '));
    await lost.saveCheckpoint();
    await lost.append(delta('and more'));
    await waitUntil('the page has the old log', () => page.text === 'kept and more');
    const anew = await PlayedRun.takeOver(gateway, person, lost);
    await anew.append(started(2, 1), delta('and other'));
    await waitUntil('the page has the new log', () => page.text === 'kept and other', 10_000);
    const later = await follow(anew);
    expect([later.text, later.wrong, page.wrong]).toEqual(['kept and other', [], []]);
    expect(later.view.hash).toBe(page.view.hash);
    expect(later.view.hash).not.toBeNull();
  });

  it('hears of the end of a run that was stopped while it had no log', async () => {
    const lost = await PlayedRun.begin(gateway, person);
    await lost.append(started(1), delta('before'));
    await lost.askUser({ kind: 'secret', name: 'A_KEY', reason: 'To try.', hosts: [] });
    const page = await follow(lost);
    await gateway.redis.commands.del(gateway.keys.runLog(lost.runId), gateway.keys.runLogState(lost.runId));
    const stopper = await person.connect();
    expect(await stopper.ask('run:cancel', { runId: lost.runId })).toMatchObject({ ok: true });
    await waitUntil('the page sees the end', () => page.view.status === 'cancelled', 10_000);
  });
});
