import { randomUUID } from 'node:crypto';
import {
  type PromptAsk,
  messageListSchema,
  promptListSchema,
  promptViewSchema,
  runSubscribedSchema,
  secretListSchema,
  vaultPublicKeySchema,
} from '@cloakroom/contracts';
import { sealSecretValue } from '@cloakroom/contracts/sealing';
import { AgentRunQueue, RunLog } from '@cloakroom/platform';
import { createCanary, findCanary, waitUntil } from '@cloakroom/testing';
import { PlayedRun } from '../testing/played-run.js';
import { type TestGateway, startTestGateway } from '../testing/test-gateway.js';
import { TestPerson } from '../testing/test-person.js';
import { PromptSweeper } from './prompt-sweeper.js';

describe('questions of an agent', () => {
  let gateway: TestGateway;
  let stranger: TestPerson;

  beforeAll(async () => {
    gateway = await startTestGateway();
    stranger = await TestPerson.signUp(gateway);
  }, 30_000);

  afterAll(() => gateway.close());

  const ask = (name = 'A_KEY'): PromptAsk => ({ kind: 'secret', name, reason: 'to look', hosts: ['api.example.com'] });

  async function waiting(more: { expiresAt?: Date } = {}) {
    const person = await TestPerson.signUp(gateway);
    const played = await PlayedRun.begin(gateway, person);
    await played.append(
      { type: 'run.started', attempt: 1, keepParts: 0 },
      { type: 'text.delta', text: 'I need a key.' },
    );
    const promptId = await played.askUser(ask(), more.expiresAt);
    return { person, played, promptId, path: `/api/v1/prompts/${promptId}` };
  }

  async function seal(person: TestPerson, name: string, value: string) {
    const key = vaultPublicKeySchema.parse((await person.request('GET', '/api/v1/vault/public-key')).body);
    return sealSecretValue({ ...key, name, version: 1, value });
  }

  async function statusOf(runId: string): Promise<string | undefined> {
    return (await gateway.persistence.systemRuns.findRun(runId))?.status;
  }

  async function namesOf(person: TestPerson): Promise<string[]> {
    const { body } = await person.request('GET', '/api/v1/secrets');
    return secretListSchema.parse(body).secrets.map(({ name }) => name);
  }

  it('are listed on every page of their user, and are nobody else’s', async () => {
    const { person, played, promptId, path } = await waiting();
    const { prompts } = promptListSchema.parse((await person.request('GET', '/api/v1/prompts?state=open')).body);
    expect(prompts).toMatchObject([{ id: promptId, runId: played.runId, state: 'open', ask: ask(), scope: null }]);
    expect(promptViewSchema.parse((await person.request('GET', path)).body)).toEqual(prompts[0]);
    expect((await stranger.request('GET', '/api/v1/prompts')).body).toEqual({ prompts: [] });
    for (const nowhere of [path, `/api/v1/prompts/${randomUUID()}`]) {
      const answers = [
        await stranger.request('GET', nowhere),
        await stranger.request('POST', `${nowhere}/decline`),
        await stranger.request('POST', `${nowhere}/secret`, { value: 'v' }),
      ];
      for (const answer of answers) expect(answer).toMatchObject({ status: 404, body: { code: 'not-found' } });
    }
    expect(await statusOf(played.runId)).toBe('waiting');
  });

  it('take a sealed value straight to the vault, tell both pages, and let the run go on, once', async () => {
    const { person, played, promptId, path } = await waiting();
    const pages = [await person.connect(), await person.connect()];
    const canary = createCanary();
    const sealed = await seal(person, 'A_KEY', canary);
    const answer = await person.request('POST', `${path}/secret`, { sealed });
    expect(answer).toMatchObject({ status: 200, body: { id: promptId, state: 'provided' } });
    expect(await statusOf(played.runId)).toBe('queued');
    expect((await gateway.running.app.get(AgentRunQueue).depth()).waiting).toBeGreaterThan(0);
    const told = { reason: 'prompt-changed', runId: played.runId };
    await waitUntil('both pages to hear', () =>
      pages.every(({ changes }) => changes.some((change) => expectLike(change, told))),
    );
    const again = await person.request('POST', `${path}/secret`, { sealed });
    expect(again).toMatchObject({ status: 200, body: { state: 'provided' } });
    const other = await person.request('POST', `${path}/secret`, { sealed: await seal(person, 'A_KEY', 'another') });
    expect(other).toMatchObject({ status: 409, body: { code: 'prompt-closed' } });
    expect(await person.request('POST', `${path}/decline`)).toMatchObject({ status: 409 });
    expect(await namesOf(person)).toEqual(['A_KEY']);
    expect((await person.request('GET', '/api/v1/prompts')).body).toEqual({ prompts: [] });
    const { db } = gateway.persistence.mongo.authDatabase();
    const stored = await Promise.all(
      ['prompts', 'runs', 'messages', 'secrets'].map((name) => db.collection(name).find().toArray()),
    );
    const frames = pages.flatMap((page) => [...page.changes, ...page.frames]);
    const places = { stored, frames, answers: [answer.text, again.text, other.text], log: gateway.logText() };
    const found = findCanary(
      canary,
      new Map(Object.entries(places).map(([place, content]) => [place, JSON.stringify(content)])),
    );
    expect(found).toEqual([]);
    for (const page of pages) page.close();
  });

  it('seal a value in clear at once, and offer the secret that was saved meanwhile', async () => {
    const { person, played, path } = await waiting();
    await person.request('POST', '/api/v1/secrets', { name: 'A_KEY', value: 'saved meanwhile' });
    const exists = await person.request('POST', `${path}/secret`, { value: 'mine' });
    expect(exists).toMatchObject({ status: 409, body: { code: 'secret-exists' } });
    expect(await statusOf(played.runId)).toBe('waiting');
    const used = await person.request('POST', `${path}/secret`, { useExisting: true });
    expect(used).toMatchObject({ status: 200, body: { state: 'provided' } });
    const plain = await waiting();
    expect(await plain.person.request('POST', `${plain.path}/secret`, { useExisting: true })).toMatchObject({
      status: 409,
      body: { code: 'secret-missing' },
    });
    expect(await plain.person.request('POST', `${plain.path}/secret`, { value: 'v' })).toMatchObject({ status: 200 });
    expect(await namesOf(plain.person)).toEqual(['A_KEY']);
    for (const body of [{}, { value: 'v', useExisting: true }, { name: 'B', value: 'v' }, { value: '' }]) {
      expect(await plain.person.request('POST', `${plain.path}/secret`, body)).toMatchObject({ status: 400 });
    }
  });

  it('bind the secret to the hosts that were asked for, or to those the user names, and seal it if they say so', async () => {
    const { person, path } = await waiting();
    expect((await person.request('POST', `${path}/secret`, { value: 'v', mode: 'sealed' })).status).toBe(200);
    const other = await waiting();
    const bindings = [{ host: '*.example.org', place: 'header', headerName: 'x-key' }];
    expect((await other.person.request('POST', `${other.path}/secret`, { value: 'v', bindings })).status).toBe(200);
    const secretsOf = async (one: TestPerson) =>
      secretListSchema.parse((await one.request('GET', '/api/v1/secrets')).body).secrets;
    expect(await secretsOf(person)).toMatchObject([
      { mode: 'sealed', bindings: [{ host: 'api.example.com', place: 'anywhere' }] },
    ]);
    expect(await secretsOf(other.person)).toMatchObject([{ mode: 'exposed', bindings }]);
  });

  it('complete an answer that was cut short after the secret was stored', async () => {
    const { person, promptId, path, played } = await waiting();
    const sealed = await seal(person, 'A_KEY', 'v');
    const secret = { id: promptId, name: 'A_KEY', description: '', envelope: sealed };
    await gateway.persistence.secrets.create(person.owner, secret);
    expect(await person.request('POST', `${path}/secret`, { sealed })).toMatchObject({ status: 200 });
    expect(await statusOf(played.runId)).toBe('queued');
  });

  it('can be declined, twice, and not answered after that', async () => {
    const { person, played, path } = await waiting();
    for (let time = 0; time < 2; time++) {
      expect(await person.request('POST', `${path}/decline`)).toMatchObject({
        status: 200,
        body: { state: 'declined' },
      });
    }
    expect(await statusOf(played.runId)).toBe('queued');
    expect(await person.request('POST', `${path}/secret`, { value: 'v' })).toMatchObject({
      status: 409,
      body: { code: 'prompt-closed', detail: expect.stringContaining('declined') as unknown },
    });
    expect(await namesOf(person)).toEqual([]);
  });

  it('leave their answer on the audit trail, once', async () => {
    const declined = await waiting();
    await declined.person.request('POST', `${declined.path}/decline`);
    await declined.person.request('POST', `${declined.path}/decline`);
    const provided = await waiting();
    await provided.person.request('POST', `${provided.path}/secret`, { value: 'v' });
    for (const [person, type] of [
      [declined.person, 'secret.declined'],
      [provided.person, 'secret.provided'],
    ] as const) {
      const { entries } = await gateway.persistence.audit.list(person.owner, { limit: 50, type });
      expect(entries).toMatchObject([{ event: { type, secretName: 'A_KEY' } }]);
    }
  });

  it('do not take a saved secret that is switched off', async () => {
    const { person, path, played } = await waiting();
    await person.request('POST', '/api/v1/secrets', { name: 'A_KEY', value: 'v', enabled: false });
    const answer = await person.request('POST', `${path}/secret`, { useExisting: true });
    expect(answer).toMatchObject({ status: 409, body: { code: 'secret-off' } });
    expect(await statusOf(played.runId)).toBe('waiting');
  });

  it('are answered once by tabs that race', async () => {
    const { person, path } = await waiting();
    const sealed = await Promise.all(['one', 'two', 'three'].map((value) => seal(person, 'A_KEY', value)));
    const answers = await Promise.all([
      ...sealed.map((one) => person.request('POST', `${path}/secret`, { sealed: one })),
      person.request('POST', `${path}/decline`),
    ]);
    const taken = answers.filter(({ status }) => status === 200);
    expect(taken).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(3);
  });

  it('keep no secret that was sent while somebody declined on another page', async () => {
    for (let time = 0; time < 8; time++) {
      const { person, path } = await waiting();
      const sealed = await seal(person, 'A_KEY', createCanary());
      const [provided] = await Promise.all([
        person.request('POST', `${path}/secret`, { sealed }),
        person.request('POST', `${path}/decline`),
      ]);
      const { state } = promptViewSchema.parse((await person.request('GET', path)).body);
      expect(provided.status).toBe(state === 'provided' ? 200 : 409);
      expect(await namesOf(person)).toEqual(state === 'provided' ? ['A_KEY'] : []);
    }
  });

  it('take nothing that another site sends, or that is larger than a secret may be', async () => {
    const { person, path, played } = await waiting();
    for (const origin of ['https://evil.example.com', 'null', null]) {
      const answers = [
        await person.request('POST', `${path}/secret`, { value: 'forged' }, { origin }),
        await person.request('POST', `${path}/decline`, undefined, { origin }),
      ];
      for (const { status } of answers) expect(status).toBe(403);
    }
    const large = createCanary().repeat(3_000);
    const sealed = { ...(await seal(person, 'A_KEY', 'v')), ct: 'A'.repeat(100_000) };
    for (const body of [{ value: large }, { sealed }]) {
      const { status, text } = await person.request('POST', `${path}/secret`, body);
      expect([400, 413, 422]).toContain(status);
      expect(text).not.toContain(large.slice(0, 40));
    }
    expect(await namesOf(person)).toEqual([]);
    expect(await statusOf(played.runId)).toBe('waiting');
  });

  it('take no answer once their time is over, whether or not the sweeper has come', async () => {
    const { person, path } = await waiting({ expiresAt: new Date(0) });
    const answers = [
      await person.request('POST', `${path}/secret`, { sealed: await seal(person, 'A_KEY', 'v') }),
      await person.request('POST', `${path}/decline`),
    ];
    for (const answer of answers) {
      const detail = expect.stringContaining('time for an answer is over') as unknown;
      expect(answer).toMatchObject({ status: 409, body: { code: 'prompt-closed', detail } });
    }
    expect(await namesOf(person)).toEqual([]);
  });

  it('expire, and the run goes on', async () => {
    const { person, played, path } = await waiting({ expiresAt: new Date(0) });
    await waitUntil('the sweeper to come', async () => (await statusOf(played.runId)) === 'queued');
    expect((await person.request('GET', path)).body).toMatchObject({ state: 'expired' });
    expect(await person.request('POST', `${path}/secret`, { value: 'v' })).toMatchObject({ status: 409 });
  });

  it('that were answered before the run began to wait, or whose gateway died, are seen to by the sweeper', async () => {
    const person = await TestPerson.signUp(gateway);
    const played = await PlayedRun.begin(gateway, person);
    const promptId = await played.openPrompt(ask());
    expect(await person.request('POST', `/api/v1/prompts/${promptId}/decline`)).toMatchObject({ status: 200 });
    expect(await statusOf(played.runId)).toBe('running');
    await played.suspend(promptId);
    expect(await statusOf(played.runId)).toBe('waiting');
    const sweeper = gateway.running.app.get(PromptSweeper, { strict: false });
    await waitUntil('the run to go on', async () => {
      await sweeper.sweep();
      return (await statusOf(played.runId)) === 'queued';
    });
    const unsettled = await gateway.persistence.systemPrompts.findUnsettled(new Date(Date.now() + 60_000));
    expect(unsettled.map(({ id }) => id)).not.toContain(promptId);
  });

  it('that are gone do not keep their run waiting for ever', async () => {
    const person = await TestPerson.signUp(gateway);
    const played = await PlayedRun.begin(gateway, person);
    await played.suspend(randomUUID(), new Date(Date.now() - 120_000));
    await waitUntil('the run to go on', async () => (await statusOf(played.runId)) === 'queued');
    expect(await gateway.persistence.systemRuns.findWaitingTooLong()).toEqual([]);
  });

  it('end with their run when it is stopped while it waits, and what was shown stays', async () => {
    const { person, played, promptId, path } = await waiting();
    const page = await person.connect();
    await page.client.emitWithAck('run:subscribe', { runId: played.runId, lastSeq: 0 });
    const stoppedAt = Date.now();
    expect(await page.client.emitWithAck('run:cancel', { runId: played.runId })).toMatchObject({ ok: true });
    await waitUntil('the page to hear', () => page.eventsOf(played.runId).at(-1)?.type === 'run.ended');
    expect(Date.now() - stoppedAt).toBeLessThan(1_000);
    expect(page.eventsOf(played.runId).at(-1)).toMatchObject({ seq: played.written.length + 1, status: 'cancelled' });
    expect(await statusOf(played.runId)).toBe('cancelled');
    expect((await person.request('GET', path)).body).toMatchObject({ state: 'withdrawn' });
    expect(await person.request('POST', `${path}/secret`, { value: 'v' })).toMatchObject({ status: 409 });
    const { body } = await person.request('GET', `/api/v1/conversations/${played.run.conversationId}/messages`);
    const { messages, conversation } = messageListSchema.parse(body);
    expect(conversation.activeRunId).toBeNull();
    expect(messages[1]?.parts).toMatchObject([
      { type: 'text', text: 'I need a key.' },
      { type: 'prompt', promptId, state: 'withdrawn' },
    ]);
    page.close();
  });

  it('leave a run that is stopped or goes on, never both, when Stop and an answer come at the same tick', async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < 15; round++) {
      const { person, played, path } = await waiting();
      const page = await person.connect();
      const stop = page.client.emitWithAck('run:cancel', { runId: played.runId });
      const answer = person.request('POST', `${path}/decline`);
      const [stopped, answered] = await Promise.all([stop, answer]);
      expect(stopped).toMatchObject({ ok: true });
      const status = await statusOf(played.runId);
      const { state } = promptViewSchema.parse((await person.request('GET', path)).body);
      expect(status).toBe('cancelled');
      expect(answered.status).toBe(state === 'declined' ? 200 : 409);
      outcomes.add(state);
      const { runId } = played;
      const reply = await page.client.emitWithAck('run:subscribe', { runId, lastSeq: 0 });
      if (!reply.ok) throw new Error(reply.error.code);
      const ends = reply.data.events.filter(({ type }) => type === 'run.ended');
      expect(ends).toMatchObject([{ seq: played.written.length + 1, status: 'cancelled' }]);
      page.close();
    }
    for (const outcome of outcomes) expect(['declined', 'withdrawn']).toContain(outcome);
  });

  it('are shown from the checkpoint when Redis has lost the log', async () => {
    const { person, played, promptId } = await waiting();
    await gateway.running.app.get(RunLog).expireIn(played.runId, 0);
    const page = await person.connect();
    const reply = await page.client.emitWithAck('run:subscribe', { runId: played.runId, lastSeq: 0 });
    if (!reply.ok) throw new Error(reply.error.code);
    const { status, base, events } = runSubscribedSchema.parse(reply.data);
    expect({ status, events }).toEqual({ status: 'waiting', events: [] });
    expect(base).toMatchObject({ seq: 3, parts: [{ type: 'text' }, { type: 'prompt', promptId, state: 'open' }] });
    await page.client.emitWithAck('run:cancel', { runId: played.runId });
    await waitUntil('the page to hear', () => page.eventsOf(played.runId).length > 0);
    // A log that was lost begins anew above every number it gave; the page sees the gap and asks again.
    const [ended] = page.eventsOf(played.runId);
    expect(ended).toMatchObject({ type: 'run.ended', status: 'cancelled' });
    expect(ended?.seq).toBeGreaterThan(4);
    const again = await page.client.emitWithAck('run:subscribe', { runId: played.runId, lastSeq: 3 });
    if (!again.ok) throw new Error(again.error.code);
    expect(runSubscribedSchema.parse(again.data)).toMatchObject({ status: 'cancelled' });
    page.close();
  });

  it('go with their conversation', async () => {
    const { person, played, path } = await waiting();
    await person.request('DELETE', `/api/v1/conversations/${played.run.conversationId}`);
    expect((await person.request('GET', path)).status).toBe(404);
    expect((await person.request('GET', '/api/v1/prompts')).body).toEqual({ prompts: [] });
  });

  function expectLike(actual: object, expected: Readonly<Record<string, unknown>>): boolean {
    const known = new Map<string, unknown>(Object.entries(actual));
    return Object.entries(expected).every(([key, value]) => known.get(key) === value);
  }
});
