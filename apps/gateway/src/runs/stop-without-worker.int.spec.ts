import { randomUUID } from 'node:crypto';
import { messageListSchema, messageSentSchema } from '@cloakroom/contracts';
import { type ScriptedPiece, WorkerWorld, freePort, waitUntil } from '@cloakroom/testing';
import { z } from 'zod';
import { TestPerson } from '../testing/test-person.js';

const TIMEOUT_MS = 90_000;
const STOP_WITHIN_MS = 1_000;

describe('stopping a run whose worker was killed', () => {
  let world: WorkerWorld;

  beforeAll(async () => {
    world = await WorkerWorld.open();
  }, TIMEOUT_MS);

  afterAll(() => world.close(), TIMEOUT_MS);

  it(
    'ends it for its page within a second, and for good with the next worker, which asks the model nothing',
    async () => {
      const port = await freePort();
      await world.startGateway(port);
      const worker = await world.startWorker();
      const code = 'console.log("under way"); await new Promise(() => {})';
      const turns: ScriptedPiece[][] = [
        [{ text: 'Wait.' }, { call: 'run_javascript', args: { code } }],
        [{ text: 'Never said.' }],
      ];
      world.model.play((_, turn) => turns[turn] ?? []);
      const person = await TestPerson.signUp({ url: `http://127.0.0.1:${port}`, origin: `http://localhost:${port}` });
      const socket = await person.connect();
      const message = { conversationId: randomUUID(), clientMessageId: randomUUID(), text: 'Run it.' };
      const sent = z.object({ data: messageSentSchema }).parse(await socket.ask('message:send', message)).data;
      const { runId, conversationId } = sent;
      await socket.ask('run:subscribe', { runId, lastSeq: 0 });
      await waitUntil('the program to speak', () => socket.eventsOf(runId).some(({ type }) => type === 'tool.output'));
      await worker.kill();

      const askedAt = performance.now();
      await socket.ask('run:cancel', { runId });
      await waitUntil('the page to see the end', () => socket.eventsOf(runId).at(-1)?.type === 'run.ended');
      expect(performance.now() - askedAt).toBeLessThan(STOP_WITHIN_MS);

      const requests = world.model.requests.length;
      await world.startWorker();
      expect(await world.ended(runId, 30_000)).toMatchObject({ status: 'cancelled', error: null });
      const { body } = await person.request('GET', `/api/v1/conversations/${conversationId}/messages`);
      const { conversation, messages } = messageListSchema.parse(body);
      expect(conversation.activeRunId).toBeNull();
      expect(messages[1]?.parts).toMatchObject([
        { type: 'text', text: 'Wait.' },
        { type: 'tool', state: 'interrupted', output: [{ text: 'under way\n' }] },
      ]);
      expect(socket.eventsOf(runId).filter(({ type }) => type === 'run.ended')).toHaveLength(1);
      expect(world.model.requests).toHaveLength(requests);
    },
    TIMEOUT_MS,
  );
});
