import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  emptyRunView,
  isFinalRunStatus,
  isRunIntact,
  messageListSchema,
  messageSentSchema,
  placeOfEvent,
  reduceRun,
  runSubscribedSchema,
  type MessagePart,
  type MessageSent,
  type RunEvent,
  type RunView,
} from '@cloakroom/contracts';
import { FaultProxy, WorkerWorld, freePort, waitUntil } from '@cloakroom/testing';
import { z } from 'zod';
import { TestPerson } from '../testing/test-person.js';
import type { TestSocket } from '../testing/test-socket.js';

const TIMEOUT_MS = 180_000;
const WAIT_MS = 90_000;
const RUNS = 10;
const WORD_EVERY_MS = 60;

const wordsOf = (question: string, part: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${question}.${part}${String(n)} `);

/** The same numbers in every run of the test: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/** A page that loses its connection again and again, and folds whatever it is told, as the real one does. */
class DroppedPage {
  view: RunView;
  drops = 0;
  readonly wrong: string[] = [];
  #socket: TestSocket | null = null;

  constructor(
    private readonly person: TestPerson,
    readonly sent: MessageSent,
  ) {
    this.view = emptyRunView(sent.runId);
  }

  get isOver(): boolean {
    return isFinalRunStatus(this.view.status);
  }

  /** Connects, follows for `ms`, and breaks off; whatever fails on the way is a drop, too. */
  async followFor(ms: number): Promise<void> {
    try {
      this.#socket = await this.person.connect();
      await this.#subscribe(this.#socket);
      await pause(ms);
    } catch {
      await pause(100);
    } finally {
      this.#socket?.client.io.engine.close();
      this.#socket = null;
      this.drops += 1;
    }
  }

  async #subscribe(socket: TestSocket): Promise<void> {
    const { runId, lastSeq } = this.view;
    let isAnswered = false;
    socket.client.on('run:events', ({ events }) => {
      if (isAnswered && this.#socket === socket) this.#fold(events);
    });
    const schema = z.object({ ok: z.literal(true), data: runSubscribedSchema });
    const { data } = schema.parse(await socket.ask('run:subscribe', { runId, lastSeq }));
    const { base, message, status, events } = data;
    if (base !== undefined && base.seq > lastSeq) {
      this.view = { ...emptyRunView(runId), lastSeq: base.seq, hash: base.hash ?? null, parts: base.parts };
    }
    if (message !== null) this.view = { ...this.view, status, parts: message.parts };
    this.#fold(events);
    isAnswered = true;
  }

  #fold(events: readonly RunEvent[]): void {
    for (const event of events) {
      if (placeOfEvent(this.view, event) === 'gap') {
        this.#socket?.client.io.engine.close();
        return;
      }
      const isNext = placeOfEvent(this.view, event) === 'next';
      this.view = reduceRun(this.view, event);
      if (isNext && !isRunIntact(this.view, event)) this.wrong.push(`the hash at ${String(event.seq)}`);
    }
  }
}

describe('runs whose pages, workers and connections fail at random', () => {
  let world: WorkerWorld;
  let redis: FaultProxy;
  let mongo: FaultProxy;
  let model: FaultProxy;
  let person: TestPerson;
  let isOver = false;
  const random = seeded(20_261_123);
  const between = (least: number, most: number): number => least + random() * (most - least);

  beforeAll(async () => {
    world = await WorkerWorld.open();
    world.model.play(({ messages }, turn) => {
      const question = messages.findLast(({ role }) => role === 'user')?.content ?? '';
      const say = (part: string) =>
        wordsOf(question, part, 10).flatMap((text, n) => [{ wait: pause(n * WORD_EVERY_MS) }, { text }]);
      const code = `for (let n = 0; n < 3; n++) { console.log(n); await new Promise((go) => setTimeout(go, 50)); }`;
      return turn === 0 ? [...say('a'), { call: 'run_javascript', args: { code } }] : say('b');
    });
    redis = await proxyTo(world.env.REDIS_URL);
    mongo = await proxyTo(world.env.MONGODB_URI);
    model = await proxyTo(world.env.OPENAI_BASE_URL);
    const port = await freePort();
    await world.startGateway(port, through());
    person = await TestPerson.signUp({ url: `http://127.0.0.1:${port}`, origin: `http://localhost:${port}` });
  }, TIMEOUT_MS);

  afterAll(async () => {
    isOver = true;
    await world.close();
    await Promise.all([redis, mongo, model].map((proxy) => proxy.close()));
  }, TIMEOUT_MS);

  function proxyTo(address: string): Promise<FaultProxy> {
    const { hostname, port } = new URL(address);
    return FaultProxy.open({ host: hostname, port: Number(port) });
  }

  function through(): Record<string, string> {
    const by = (address: string, proxy: FaultProxy): string => {
      const changed = new URL(address);
      changed.host = `127.0.0.1:${String(proxy.port)}`;
      return changed.href;
    };
    return {
      REDIS_URL: by(world.env.REDIS_URL, redis),
      MONGODB_URI: by(world.env.MONGODB_URI, mongo),
      OPENAI_BASE_URL: by(world.env.OPENAI_BASE_URL, model),
      SANDBOX_IDLE_JAVASCRIPT: '1',
      SANDBOX_IDLE_PYTHON: '0',
    };
  }

  async function send(text: string): Promise<MessageSent> {
    const message = { conversationId: randomUUID(), clientMessageId: randomUUID(), text };
    const acknowledged = z.object({ ok: z.literal(true), data: messageSentSchema });
    const sent: MessageSent[] = [];
    await waitUntil(
      `an acknowledgement of ${text}`,
      async () => {
        const socket = await person.connect().catch(() => null);
        const answer = await socket?.ask('message:send', message).catch(() => null);
        socket?.close();
        const parsed = acknowledged.safeParse(answer);
        if (parsed.success) sent.push(parsed.data.data);
        return parsed.success;
      },
      WAIT_MS,
    );
    const [first] = sent;
    if (first === undefined) throw new TypeError('It was not sent.');
    return first;
  }

  /** Follows a run to its end over connections that last a moment each. */
  async function live(text: string): Promise<DroppedPage> {
    const page = new DroppedPage(person, await send(text));
    const until = Date.now() + WAIT_MS;
    while (!page.isOver && Date.now() < until) await page.followFor(between(30, 700));
    return page;
  }

  async function breakThings(): Promise<void> {
    const faults = [
      () => redis.set({ latencyMs: 20, sliceBytes: 700 }),
      () => redis.reset(),
      () => mongo.reset(),
      () => mongo.set({ latencyMs: 10 }),
      () => model.set({ sliceBytes: 20 }),
    ];
    let worker = await world.startWorker(through());
    for (let round = 0; !isOver && round < 6; round += 1) {
      faults[round % faults.length]?.();
      await pause(between(500, 1_500));
      if (round % 2 === 1) {
        await worker.kill();
        worker = await world.startWorker(through());
      }
    }
    for (const proxy of [redis, mongo, model]) proxy.set({});
  }

  async function stored({ conversationId }: MessageSent): Promise<readonly MessagePart[]> {
    const { body } = await person.request('GET', `/api/v1/conversations/${conversationId}/messages`);
    const { messages } = messageListSchema.parse(body);
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
    return messages[1]?.parts ?? [];
  }

  it(
    'lose, double and reorder nothing: each page ends with what is stored, which is what the model said',
    async () => {
      const broken = breakThings();
      const questions = Array.from({ length: RUNS }, (_, n) => `q${String(n)}`);
      const pages = await Promise.all(
        questions.map(async (question, n) => {
          await pause(n * 200);
          return live(question);
        }),
      );
      await broken;
      for (const [n, page] of pages.entries()) {
        const question = questions[n] ?? '';
        const run = await world.ended(page.sent.runId);
        const parts = await stored(page.sent);
        expect([question, run.status, page.wrong, page.view.parts]).toEqual([question, 'finished', [], parts]);
        const [before, tool, after, ...more] = parts;
        const said = [before, after].map((part) => (part?.type === 'text' ? part.text : ''));
        expect(said).toEqual([wordsOf(question, 'a', 10).join(''), wordsOf(question, 'b', 10).join('')]);
        expect([tool?.type, more]).toEqual(['tool', []]);
      }
      expect(pages.reduce((sum, { drops }) => sum + drops, 0)).toBeGreaterThan(RUNS);
    },
    TIMEOUT_MS,
  );
});
