import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type MessageSent,
  type SendMessage,
  isFinalRunStatus,
  messageListSchema,
  messageSentSchema,
} from '@cloakroom/contracts';
import { type AppProcess, FaultProxy, OwnRedis, WorkerWorld, freePort } from '@cloakroom/testing';
import { z } from 'zod';
import { TestPerson } from '../testing/test-person.js';

const TIMEOUT_MS = 180_000;
const WORDS = 12;
const WORD_EVERY_MS = 80;

/** What the played model says to a question, word by word. */
const answerTo = (question: string): string[] =>
  Array.from({ length: WORDS }, (_, n) => `${question.replaceAll(' ', '-')}.${String(n)} `);

describe('a service that is lost under load', () => {
  let world: WorkerWorld;
  let person: TestPerson;
  let port: number;

  beforeAll(async () => {
    world = await WorkerWorld.open();
    world.model.play(({ messages }) => {
      const words = answerTo(messages.at(-1)?.content ?? '');
      return words.flatMap((text, n) => [{ wait: pause(n * WORD_EVERY_MS) }, { text }]);
    });
  }, TIMEOUT_MS);

  afterAll(() => world.close(), TIMEOUT_MS);

  async function start(changed: Readonly<Record<string, string>>): Promise<AppProcess> {
    port = await freePort();
    const gateway = await world.startGateway(port, changed);
    await world.startWorker(changed);
    person = await TestPerson.signUp({ url: `http://127.0.0.1:${port}`, origin: `http://localhost:${port}` });
    return gateway;
  }

  /** Sends as the page does: the same message again and again, until it is acknowledged. */
  async function deliver(message: SendMessage): Promise<MessageSent> {
    const end = Date.now() + 90_000;
    while (Date.now() < end) {
      const sent = await trySending(message).catch(() => null);
      if (sent !== null) return sent;
      await pause(100);
    }
    throw new Error('The message was not acknowledged.');
  }

  async function trySending(message: SendMessage): Promise<MessageSent | null> {
    const socket = await person.connect();
    try {
      const acknowledged = z.object({ ok: z.literal(true), data: messageSentSchema });
      return acknowledged.parse(await socket.ask('message:send', message)).data;
    } finally {
      socket.close();
    }
  }

  const question = (n: number): SendMessage => ({
    conversationId: randomUUID(),
    clientMessageId: randomUUID(),
    text: `question ${String(n)}`,
  });

  /** The conversation as a page shows it when its run has ended. */
  async function shownAtLast({ conversationId, runId }: MessageSent) {
    await world.ended(runId, 90_000);
    const { body } = await person.request('GET', `/api/v1/conversations/${conversationId}/messages`);
    return messageListSchema.parse(body).messages.map(({ role, parts, run }) => ({
      role,
      text: parts.map((part) => (part.type === 'text' ? part.text : part.type)).join(''),
      hasEnded: run === null || isFinalRunStatus(run.status),
    }));
  }

  async function expectEachOnce(messages: readonly SendMessage[], sent: readonly MessageSent[]): Promise<void> {
    for (const [at, { text }] of messages.entries()) {
      const stored = sent[at];
      if (stored === undefined) throw new TypeError('A message has no acknowledgement.');
      expect(await shownAtLast(stored)).toEqual([
        { role: 'user', text, hasEnded: true },
        { role: 'assistant', text: answerTo(text).join(''), hasEnded: true },
      ]);
    }
  }

  it(
    'P42: kill -9 of Redis during 20 runs, and its restart, lose no message and no answer',
    async () => {
      const redis = await OwnRedis.start();
      try {
        await start({ REDIS_URL: redis.url });
        const messages = Array.from({ length: 20 }, (_, n) => question(n));
        const sent = messages.map(async (message, n) => {
          await pause(n * 100);
          return deliver(message);
        });
        await Promise.all(sent.slice(0, 8));
        await redis.kill();
        await pause(2_000);
        await redis.startAgain();
        await expectEachOnce(messages, await Promise.all(sent));
      } finally {
        await world.killWorkers();
        await redis.stop();
      }
    },
    TIMEOUT_MS,
  );

  it(
    'P42: FLUSHALL during 20 runs loses no message and no answer',
    async () => {
      const redis = await OwnRedis.start();
      try {
        await start({ REDIS_URL: redis.url });
        const messages = Array.from({ length: 20 }, (_, n) => question(50 + n));
        const sent = messages.map(async (message, n) => {
          await pause(n * 100);
          return deliver(message);
        });
        await Promise.all(sent.slice(0, 12));
        await redis.empty();
        await expectEachOnce(messages, await Promise.all(sent));
      } finally {
        await world.killWorkers();
        await redis.stop();
      }
    },
    TIMEOUT_MS,
  );

  it(
    'a gateway that is killed during 20 runs and started again loses no message and no answer',
    async () => {
      try {
        const gateway = await start({});
        const messages = Array.from({ length: 20 }, (_, n) => question(200 + n));
        const sent = messages.map(async (message, n) => {
          await pause(n * 100);
          return deliver(message);
        });
        await Promise.all(sent.slice(0, 8));
        await gateway.kill();
        await world.startGateway(port);
        await expectEachOnce(messages, await Promise.all(sent));
      } finally {
        await world.killWorkers();
      }
    },
    TIMEOUT_MS,
  );

  it(
    'P43: a database that stands still for 10 s costs no acknowledged message',
    async () => {
      const { hostname, port: mongoPort } = new URL(world.env.MONGODB_URI);
      const proxy = await FaultProxy.open({ host: hostname, port: Number(mongoPort) });
      const through = new URL(world.env.MONGODB_URI);
      through.host = `127.0.0.1:${String(proxy.port)}`;
      try {
        await start({ MONGODB_URI: through.href });
        const messages = Array.from({ length: 12 }, (_, n) => question(100 + n));
        const sent = messages.map(async (message, n) => {
          await pause(n * 300);
          return deliver(message);
        });
        await Promise.all(sent.slice(0, 4));
        proxy.fallSilent();
        await pause(10_000);
        proxy.speak();
        await expectEachOnce(messages, await Promise.all(sent));
      } finally {
        await world.killWorkers();
        await proxy.close();
      }
    },
    TIMEOUT_MS,
  );
});
