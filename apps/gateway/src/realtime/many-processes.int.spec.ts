import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type MessageSent,
  type RunEvent,
  type RunView,
  type SendMessage,
  emptyRunView,
  isFinalRunStatus,
  isRunIntact,
  messageListSchema,
  messageSentSchema,
  placeOfEvent,
  reduceRun,
  runSubscribedSchema,
} from '@cloakroom/contracts';
import { type AppProcess, RoundRobin, WorkerWorld, freePort, gate, waitUntil } from '@cloakroom/testing';
import { z } from 'zod';
import { TestPerson } from '../testing/test-person.js';
import type { TestSocket } from '../testing/test-socket.js';

const TIMEOUT_MS = 240_000;
const ENV = { MAX_RUNS_PER_USER: '100', SANDBOX_IDLE_JAVASCRIPT: '0', SANDBOX_IDLE_PYTHON: '0' };
const WORDS = 30;
const WORD_EVERY_MS = 100;
/** The time that both kinds of process have for an orderly end. */
const SHUTDOWN_MS = 25_000;

const answerTo = (question: string): string[] =>
  Array.from({ length: WORDS }, (_, n) => `${question.replaceAll(' ', '-')}.${String(n)} `);

const sentAck = z.object({ ok: z.literal(true), data: messageSentSchema });
const subscribedAck = z.object({ ok: z.literal(true), data: runSubscribedSchema });

describe('two gateways and three workers behind one address', () => {
  let world: WorkerWorld;
  let front: RoundRobin;
  let person: TestPerson;
  let gateways: { readonly port: number; readonly process: AppProcess }[];
  let workers: AppProcess[];
  /** What a page would have noticed as a hole, a repetition or another log. */
  const broken: string[] = [];

  beforeAll(async () => {
    world = await WorkerWorld.open();
    front = await RoundRobin.open();
    gateways = [await startGateway(), await startGateway()];
    workers = [await world.startWorker(ENV), await world.startWorker(ENV), await world.startWorker(ENV)];
    front.sendTo(...gateways.map(({ port }) => port));
    const url = `http://127.0.0.1:${front.port}`;
    person = await TestPerson.signUp({ url, origin: `http://localhost:${front.port}` });
  }, TIMEOUT_MS);

  afterAll(async () => {
    await front.close();
    await world.close();
  }, TIMEOUT_MS);

  async function startGateway() {
    const port = await freePort();
    return { port, process: await world.startGateway(port, { PUBLIC_URL: `http://localhost:${front.port}` }) };
  }

  /** A page at each gateway: connections take turns. */
  async function onePageEach(): Promise<[TestSocket, TestSocket]> {
    return [await person.connect(), await person.connect()];
  }

  const question = (text: string): SendMessage => ({
    conversationId: randomUUID(),
    clientMessageId: randomUUID(),
    text,
  });

  async function messagesOf({ conversationId }: { readonly conversationId: string }) {
    const { body } = await person.request('GET', `/api/v1/conversations/${conversationId}/messages`);
    return messageListSchema.parse(body).messages;
  }

  it(
    'tell a page at the one what is done at the other: messages, events, titles, stops and deletes',
    async () => {
      const [one, other] = await onePageEach();
      const held = gate();
      world.model.play(() => [{ text: 'It begins. ' }, { wait: held.opened }, { text: 'Never said.' }]);
      const sent = sentAck.parse(await one.ask('message:send', question('Begin'))).data;
      const { conversationId, runId } = sent;
      const told = (): boolean => other.changes.some((change) => change.conversationId === conversationId);
      await waitUntil('the other page to hear of the message', told);
      subscribedAck.parse(await other.ask('run:subscribe', { runId, lastSeq: 0 }));
      const seen = (): RunEvent[] => other.eventsOf(runId);
      const started = (): boolean => seen().some(({ type }) => type === 'text.delta');
      const caughtUp = subscribedAck.parse(await other.ask('run:subscribe', { runId, lastSeq: 0 })).data.events;
      if (!caughtUp.some(({ type }) => type === 'text.delta')) await waitUntil('the text to begin', started);

      const before = one.changes.length;
      await person.request('PATCH', `/api/v1/conversations/${conversationId}`, { title: 'Another title' });
      await waitUntil('both pages to hear of the title', () => one.changes.length > before);
      await other.ask('run:cancel', { runId });
      expect(await world.ended(runId)).toMatchObject({ status: 'cancelled' });
      held.open();
      await waitUntil('the other page to see the end', () => seen().some(({ type }) => type === 'run.ended'));

      const [changesOfOne, changesOfOther] = [one.changes.length, other.changes.length];
      await person.request('DELETE', `/api/v1/conversations/${conversationId}`);
      await waitUntil('both pages to hear of the delete', () => {
        return one.changes.length > changesOfOne && other.changes.length > changesOfOther;
      });
      for (const socket of [one, other]) socket.close();
    },
    TIMEOUT_MS,
  );

  it(
    'end a session everywhere, wherever it was ended',
    async () => {
      const elsewhere = await person.signInAgain();
      const pages = [await elsewhere.connect(), await elsewhere.connect()];
      const answer = await elsewhere.request('POST', '/api/auth/sign-out', {});
      expect(answer.status).toBe(200);
      await Promise.all(pages.map((page) => page.ended));
      expect(pages.map(({ client }) => client.connected)).toEqual([false, false]);
    },
    TIMEOUT_MS,
  );

  it(
    'are restarted one after the other under load, and nothing is lost, doubled or out of order',
    async () => {
      world.model.play(({ messages }) =>
        answerTo(messages.at(-1)?.content ?? '').flatMap((text, n) => [{ wait: pause(n * WORD_EVERY_MS) }, { text }]),
      );
      const runs = Array.from({ length: 16 }, async (_, n) => {
        await pause(n * 1_200);
        return watch(question(`question ${n}`));
      });
      const codes = await restartAll();
      for (const { sent, view, text } of await Promise.all(runs)) {
        const [asked, answered, ...more] = await messagesOf(sent);
        expect(more).toEqual([]);
        expect(asked).toMatchObject({ role: 'user', parts: [{ type: 'text', text }] });
        expect(answered).toMatchObject({ role: 'assistant', parts: [{ type: 'text', text: answerTo(text).join('') }] });
        expect(view).toMatchObject({ status: 'finished', parts: answered?.parts });
      }
      expect(broken).toEqual([]);
      expect(codes).toEqual([0, 0, 0, 0, 0]);
    },
    TIMEOUT_MS,
  );

  it(
    'end in time, whatever holds on to them: pages, an answer without end, a program without end',
    async () => {
      const held = gate();
      world.model.play((_, turn) =>
        turn === 0
          ? [{ text: 'Runs. ' }, { call: 'run_javascript', args: { code: 'await new Promise(() => {})' } }]
          : [{ text: 'On. ' }, { wait: held.opened }, { text: 'Ended.' }],
      );
      const pages = await Promise.all(Array.from({ length: 60 }, () => person.connect()));
      const [first] = pages;
      const sent = sentAck.parse(await first?.ask('message:send', question('Hold on'))).data;
      await waitUntil('the program to run', async () => {
        const run = await world.persistence.systemRuns.findRun(sent.runId);
        return run !== null && run.checkpointSeq > 0;
      });
      const processes = [...gateways.map(({ process }) => process), ...workers];
      for (const process of processes) process.signal('SIGTERM');
      const codes = await Promise.all(processes.map((process) => process.ended(SHUTDOWN_MS + 10_000)));
      expect(codes).toEqual([0, 0, 0, 0, 0]);
      await Promise.all(pages.map((page) => page.ended));
      await world.startWorker(ENV);
      held.open();
      expect(await world.ended(sent.runId, 60_000)).toMatchObject({ status: 'finished' });
    },
    TIMEOUT_MS,
  );

  /** Ends each process in order, while the others serve, and starts another for it. Answers with their exit codes. */
  async function restartAll(): Promise<(number | null)[]> {
    const codes: (number | null)[] = [];
    for (const [at, { port, process }] of [...gateways].entries()) {
      const started = await startGateway();
      gateways[at] = started;
      front.sendTo(...gateways.map((gateway) => gateway.port));
      process.signal('SIGTERM');
      codes.push(await process.ended(SHUTDOWN_MS + 10_000));
      expect(port).not.toBe(started.port);
    }
    for (const [at, process] of [...workers].entries()) {
      workers[at] = await world.startWorker(ENV);
      process.signal('SIGTERM');
      codes.push(await process.ended(SHUTDOWN_MS + 10_000));
    }
    return codes;
  }

  /** Sends and follows as the page does: again and again, from the last place it has, until the run is over. */
  async function watch(message: SendMessage) {
    let sent: MessageSent | null = null;
    let view: RunView | null = null;
    const end = Date.now() + 100_000;
    while (view === null || !isFinalRunStatus(view.status)) {
      if (Date.now() > end) throw new Error(`"${message.text}" had no end: ${JSON.stringify(view)}`);
      const socket = await person.connect().catch(() => null);
      if (socket === null) await pause(100);
      else {
        try {
          sent ??= sentAck.parse(await socket.ask('message:send', message)).data;
          view = await follow(socket, view ?? emptyRunView(sent.runId));
        } catch {
          await pause(100);
        } finally {
          socket.close();
        }
      }
    }
    if (sent === null) throw new TypeError('It was followed before it was sent.');
    return { sent, view, text: message.text };
  }

  /** Folds until the run or the connection is over. */
  async function follow(socket: TestSocket, from: RunView): Promise<RunView> {
    const { data } = subscribedAck.parse(
      await socket.ask('run:subscribe', { runId: from.runId, lastSeq: from.lastSeq }),
    );
    let view = data.events.reduce(fold, from);
    let taken = 0;
    while (socket.client.connected && !isFinalRunStatus(view.status)) {
      const events = socket.eventsOf(from.runId);
      view = events.slice(taken).reduce(fold, view);
      taken = events.length;
      await pause(20);
    }
    return view;
  }

  function fold(view: RunView, event: RunEvent): RunView {
    if (placeOfEvent(view, event) !== 'next') broken.push(`event ${event.seq} came after ${view.lastSeq}`);
    const folded = reduceRun(view, event);
    if (!isRunIntact(folded, event)) broken.push(`the running hash differs at event ${event.seq}`);
    return folded;
  }
});
