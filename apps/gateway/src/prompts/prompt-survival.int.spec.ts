import { randomUUID } from 'node:crypto';
import { type Server, createServer } from 'node:http';
import {
  type PromptView,
  type RunEvent,
  type RunView,
  emptyRunView,
  messageListSchema,
  promptListSchema,
  reduceRun,
  runSubscribedSchema,
  vaultPublicKeySchema,
} from '@cloakroom/contracts';
import { sealSecretValue } from '@cloakroom/contracts/sealing';
import { WorkerWorld, createCanary, findCanary, waitUntil, freePort } from '@cloakroom/testing';
import { TestPerson } from '../testing/test-person.js';
import type { TestSocket } from '../testing/test-socket.js';

const TIMEOUT_MS = 120_000;

/** A page: what it has folded in, over as many connections as it takes. */
class Tab {
  readonly events: RunEvent[] = [];
  #socket: TestSocket | null = null;

  constructor(
    private readonly person: TestPerson,
    readonly runId: string,
  ) {}

  get view(): RunView {
    return this.events.reduce(reduceRun, emptyRunView(this.runId));
  }

  get changes(): number {
    return this.#socket?.changes.filter(({ reason }) => reason === 'prompt-changed').length ?? 0;
  }

  async connect(): Promise<void> {
    const socket = await this.person.connect();
    this.#socket = socket;
    const reply = await socket.client.emitWithAck('run:subscribe', {
      runId: this.runId,
      lastSeq: this.events.at(-1)?.seq ?? 0,
    });
    if (!reply.ok) throw new Error(reply.error.code);
    this.events.push(...runSubscribedSchema.parse(reply.data).events);
    this.events.push(...socket.eventsOf(this.runId));
    socket.client.on('run:events', ({ runId, events }) => {
      if (runId === this.runId) this.events.push(...events);
    });
  }

  close(): void {
    this.#socket?.close();
  }
}

describe('the secure field of the chat', () => {
  let world: WorkerWorld;
  let host: Server;
  let port: number;
  const received: { authorization: string | undefined; body: string }[] = [];

  beforeAll(async () => {
    world = await WorkerWorld.open();
    host = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { authorization } = request.headers;
        received.push({ authorization, body: Buffer.concat(chunks).toString() });
        response.end(`You sent ${authorization ?? 'nothing'}`);
      });
    });
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
    port = await freePort();
  }, TIMEOUT_MS);

  afterAll(async () => {
    await world.close();
    host.close();
  }, TIMEOUT_MS);

  const startWorker = () =>
    world.startWorker({ EGRESS_HOST_OVERRIDES: `api.example.com=http://127.0.0.1:${portOf(host)}` });

  async function openPrompt(person: TestPerson): Promise<PromptView> {
    const { body } = await person.request('GET', '/api/v1/prompts?state=open');
    const [prompt] = promptListSchema.parse(body).prompts;
    if (prompt === undefined) throw new TypeError('Nothing is asked.');
    return prompt;
  }

  it(
    'outlives kill -9 of the worker and the gateway while it waits, on two tabs, and leaks nothing',
    async () => {
      const canary = createCanary();
      let gateway = await world.startGateway(port);
      let worker = await startWorker();
      const turns = [
        [{ call: 'run_javascript', args: { code: 'require("fs").writeFileSync("/workspace/note.txt", "kept")' } }],
        [
          { text: 'I need a key.' },
          { call: 'request_secret', args: { name: 'ACME_KEY', reason: 'to ask', hosts: ['api.example.com'] } },
        ],
        [
          {
            call: 'run_javascript',
            args: {
              code: `const body = require("fs").readFileSync("/workspace/note.txt", "utf8");
const headers = { authorization: "Bearer " + process.env.ACME_KEY };
const answer = await fetch("https://api.example.com/", { method: "POST", headers, body });
console.log(await answer.text());`,
            },
          },
        ],
        [{ text: 'Done.' }],
      ];
      world.model.play((_, turn) => turns[turn] ?? []);
      const person = await TestPerson.signUp({ url: `http://127.0.0.1:${port}`, origin: `http://localhost:${port}` });
      const sender = await person.connect();
      const message = { conversationId: randomUUID(), clientMessageId: randomUUID(), text: 'Ask the host.' };
      const sent = await sender.client.emitWithAck('message:send', message);
      sender.close();
      if (!sent.ok) throw new Error(sent.error.code);
      const { runId, conversationId } = sent.data;
      const tabs = [new Tab(person, runId), new Tab(person, runId)];
      for (const tab of tabs) await tab.connect();
      await waitUntil('both tabs to ask', () => tabs.every(({ view }) => view.status === 'waiting'), 30_000);

      await Promise.all([worker.kill(), gateway.kill()]);
      gateway = await world.startGateway(port);
      worker = await startWorker();
      for (const tab of tabs) await tab.connect();
      // The worker may have been killed just before it let go: then the next one asks the same question again.
      const isWaiting = async () => (await world.persistence.systemRuns.findRun(runId))?.status === 'waiting';
      await waitUntil('the run to wait', isWaiting, 30_000);
      const prompt = await openPrompt(person);
      expect(prompt).toMatchObject({ runId, state: 'open', ask: { name: 'ACME_KEY' } });
      await waitUntil('both tabs to ask again', () => tabs.every(({ view }) => view.status === 'waiting'));

      await worker.kill();
      const key = vaultPublicKeySchema.parse((await person.request('GET', '/api/v1/vault/public-key')).body);
      const sealed = await sealSecretValue({ ...key, name: 'ACME_KEY', version: 1, value: canary });
      const answer = await person.request('POST', `/api/v1/prompts/${prompt.id}/secret`, { sealed });
      expect(answer).toMatchObject({ status: 200, body: { state: 'provided' } });
      await waitUntil('both tabs to hear', () => tabs.every(({ changes }) => changes > 0));
      await gateway.kill();
      await world.startGateway(port);
      await startWorker();
      for (const tab of tabs) await tab.connect();
      await waitUntil('both tabs to end', () => tabs.every(({ view }) => view.status === 'finished'), 30_000);

      const list = await person.request('GET', `/api/v1/conversations/${conversationId}/messages`);
      const stored = messageListSchema.parse(list.body).messages[1]?.parts;
      for (const { events, view } of tabs) {
        expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
        expect(view.parts).toEqual(stored);
      }
      expect(stored).toMatchObject([
        { type: 'tool', state: 'succeeded' },
        { type: 'text', text: 'I need a key.' },
        { type: 'prompt', promptId: prompt.id, state: 'provided' },
        { type: 'tool', state: 'succeeded', output: [{ text: 'You sent Bearer «ACME_KEY»\n' }] },
        { type: 'text', text: 'Done.' },
      ]);
      expect(received).toEqual([{ authorization: `Bearer ${canary}`, body: 'kept' }]);
      expect(await world.persistence.prompts.count(person.owner, runId, 'secret')).toBe(1);

      const places = await world.everything();
      places.set('answers', [answer.text, list.text].join('\n'));
      places.set('frames', JSON.stringify(tabs.map(({ events }) => events)));
      places.set('model requests', JSON.stringify(world.model.requests));
      expect(findCanary(canary, places)).toEqual([]);
      for (const tab of tabs) tab.close();
    },
    TIMEOUT_MS,
  );
});

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('The server does not listen.');
  return address.port;
}
