import { jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { apiRunListSchema, apiRunSchema, createdApiKeySchema, runAcceptedSchema } from '@cloakroom/contracts';
import { PlayedRun } from '../testing/played-run.js';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.js';
import { sendRequest, TestPerson, type TestAnswer } from '../testing/test-person.js';

jest.setTimeout(60_000);

let world: TestGateway;
let person: TestPerson;
let secret: string;

async function makeKey(of: TestPerson): Promise<string> {
  const body = { name: 'test', scopes: ['runs:read', 'runs:write'] };
  return createdApiKeySchema.parse((await of.request('POST', '/api/v1/api-keys', body)).body).secret;
}

beforeAll(async () => {
  world = await startTestGateway();
  person = await TestPerson.signUp(world);
  secret = await makeKey(person);
});

afterAll(async () => {
  await world.close();
});

interface Asked {
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function ask(method: string, path: string, body?: unknown, { key = secret, headers = {} }: Asked = {}) {
  return sendRequest(world, [method, path], body, {
    origin: null,
    headers: { authorization: `Bearer ${key}`, ...headers },
  });
}

const start = (body: unknown, idempotencyKey?: string): Promise<TestAnswer> =>
  ask('POST', '/api/v1/runs', body, {
    headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
  });

const accepted = ({ body }: TestAnswer) => runAcceptedSchema.parse(body);
const read = async (id: string) => apiRunSchema.parse((await ask('GET', `/api/v1/runs/${id}`)).body);

async function countOf(conversationId: string) {
  const { db } = world.persistence.mongo.authDatabase();
  const runs = await db.collection('runs').countDocuments({ conversationId });
  const messages = await db.collection('messages').countDocuments({ conversationId });
  return { runs, messages };
}

describe('POST /api/v1/runs', () => {
  it('takes a run and says where to go on', async () => {
    const answer = await start({ input: 'What is the weather?' });
    const run = accepted(answer);
    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toBe(`/api/v1/runs/${run.id}`);
    expect(await read(run.id)).toMatchObject({ id: run.id, status: 'queued', parts: [], waiting: null, error: null });
    const [message] = await world.persistence.messages.list(person.owner, run.conversationId);
    expect(message?.parts).toEqual([{ type: 'text', text: 'What is the weather?' }]);
  });

  it('sent ten times at once with one key is one message and one run, with one answer', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 10 }, () => start({ input: 'Once, please' }, key)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    const [first] = answers.map(accepted);
    expect(await countOf(first?.conversationId ?? '')).toEqual({ runs: 1, messages: 2 });
    const quoted = await start({ input: 'Once, please' }, `"${key}"`);
    expect(quoted.body).toEqual(first);
  });

  it('refuses a key that was used for something else, and stores nothing', async () => {
    const key = randomUUID();
    const { conversationId } = accepted(await start({ input: 'This' }, key));
    const other = await start({ input: 'That' }, key);
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    const elsewhere = await start({ input: 'This', conversationId }, key);
    expect(elsewhere.status).toBe(422);
    expect(await countOf(conversationId)).toEqual({ runs: 1, messages: 2 });
  });

  it("is another run with another person's key of the same name", async () => {
    const key = randomUUID();
    const stranger = await TestPerson.signUp(world);
    const mine = accepted(await start({ input: 'Hello' }, key));
    const headers = { 'idempotency-key': key };
    const theirs = accepted(
      await ask('POST', '/api/v1/runs', { input: 'Hello' }, { key: await makeKey(stranger), headers }),
    );
    expect(theirs.id).not.toBe(mine.id);
  });

  it('begins anew when the time of its key is over', async () => {
    const key = randomUUID();
    const first = accepted(await start({ input: 'Hello' }, key));
    const { db } = world.persistence.mongo.authDatabase();
    const over = { $set: { keyExpiresAt: new Date(Date.now() - 1) } };
    await db.collection<{ _id: string }>('apiRuns').updateOne({ _id: first.id }, over);
    const second = accepted(await start({ input: 'Something else' }, key));
    expect(second.id).not.toBe(first.id);
    await db.collection<{ _id: string }>('apiRuns').updateOne({ _id: second.id }, over);
    await world.persistence.systemApiRuns.forgetExpired();
    const third = accepted(await start({ input: 'Something else' }, key));
    expect(third.id).not.toBe(second.id);
    expect((await read(second.id)).status).toBe('queued');
  });

  it('refused while an answer is written, is taken with the same key once it is over', async () => {
    const first = accepted(await start({ input: 'First' }));
    const key = randomUUID();
    const next = { input: 'Second', conversationId: first.conversationId };
    expect(await start(next, key)).toMatchObject({ status: 409, body: { code: 'run-active' } });
    expect(await start(next)).toMatchObject({ status: 409, body: { code: 'run-active' } });
    await ask('POST', `/api/v1/runs/${first.id}/cancel`);
    const second = accepted(await start(next, key));
    expect(second.conversationId).toBe(first.conversationId);
    expect(await countOf(first.conversationId)).toEqual({ runs: 2, messages: 4 });
  });

  it('is not made again with its key after it was deleted', async () => {
    const key = randomUUID();
    const { id, conversationId } = accepted(await start({ input: 'Delete me' }, key));
    await ask('POST', `/api/v1/runs/${id}/cancel`);
    expect((await person.request('DELETE', `/api/v1/conversations/${conversationId}`)).status).toBe(204);
    expect(await start({ input: 'Delete me' }, key)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(await countOf(conversationId)).toEqual({ runs: 0, messages: 0 });
    expect((await ask('GET', `/api/v1/runs/${id}`)).status).toBe(404);
  });

  it('keeps the input, and what could be used to guess it, out of documents', async () => {
    const input = `canary-${randomUUID()}`;
    await start({ input }, randomUUID());
    const { db } = world.persistence.mongo.authDatabase();
    const dump = JSON.stringify(await db.collection('apiRuns').find().toArray(), (_key, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    expect(dump).toContain('keyHash');
    expect(dump).not.toContain(input);
  });

  it.each([
    ['no input', {}, 400],
    ['an empty input', { input: ' \n' }, 400],
    ['an input that is too long', { input: 'x'.repeat(32_001) }, 400],
    ['a field that is not known', { input: 'x', model: 'y' }, 400],
    ['something that is no JSON', '{', 400],
  ])('refuses %s', async (_what, body, status) => {
    const answer = await start(body);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it("never touches another person's conversation", async () => {
    const { conversationId } = accepted(await start({ input: 'Mine' }));
    const key = await makeKey(await TestPerson.signUp(world));
    const refused = await ask('POST', '/api/v1/runs', { input: 'Theirs', conversationId }, { key });
    expect(refused).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(await countOf(conversationId)).toEqual({ runs: 1, messages: 2 });
  });

  it('takes a session too, whose requests must come from the page', async () => {
    expect((await person.request('POST', '/api/v1/runs', { input: 'Hello' })).status).toBe(202);
    const foreign = await person.request('POST', '/api/v1/runs', { input: 'Hello' }, { origin: null });
    expect(foreign).toMatchObject({ status: 403, body: { code: 'origin-refused' } });
  });
});

describe('GET /api/v1/runs/:id', () => {
  it('has the answer so far, and then the stored one', async () => {
    const { id } = accepted(await start({ input: 'Tell me' }));
    const played = await PlayedRun.claim(world, person, id);
    await played.append(
      { type: 'run.started', attempt: 1, keepParts: 0 },
      { type: 'text.delta', text: 'Once upon ' },
      { type: 'text.delta', text: 'a time' },
    );
    const sofar = await read(id);
    expect(sofar).toMatchObject({ status: 'running', lastSeq: 3, parts: [{ type: 'text', text: 'Once upon a time' }] });
    await played.append({ type: 'run.ended', status: 'failed', error: { code: 'model-down', message: 'No model.' } });
    expect(await read(id)).toMatchObject({ status: 'failed', error: { code: 'model-down' }, lastSeq: 4 });
    await played.finish('Once upon a time. The end.');
    const whole = await read(id);
    expect(whole).toMatchObject({ status: 'finished', lastSeq: null, parts: [{ text: 'Once upon a time. The end.' }] });
    expect(whole.endedAt).not.toBeNull();
  });

  it('says what a waiting run waits for', async () => {
    const { id } = accepted(await start({ input: 'Use my key' }));
    const played = await PlayedRun.claim(world, person, id);
    const promptId = await played.askUser({ kind: 'secret', name: 'API_TOKEN', reason: 'to log in', hosts: [] });
    expect(await read(id)).toMatchObject({ status: 'waiting', waiting: { promptId, kind: 'secret' } });
  });

  it('answers like what does not exist for runs of others, and for those of the page', async () => {
    const played = await PlayedRun.begin(world, person);
    const ofPage = await ask('GET', `/api/v1/runs/${played.runId}`);
    expect(ofPage).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect((await ask('POST', `/api/v1/runs/${played.runId}/cancel`)).status).toBe(404);
    const { id } = accepted(await start({ input: 'Mine' }));
    const key = await makeKey(await TestPerson.signUp(world));
    for (const [method, path] of [
      ['GET', id],
      ['POST', `${id}/cancel`],
    ] as const) {
      expect((await ask(method, `/api/v1/runs/${path}`, undefined, { key })).status).toBe(404);
    }
    expect((await read(id)).status).toBe('queued');
  });
});

describe('POST /api/v1/runs/:id/cancel', () => {
  it('stops a run, and a second time changes nothing', async () => {
    const { id } = accepted(await start({ input: 'Stop me' }));
    const first = await ask('POST', `/api/v1/runs/${id}/cancel`);
    expect(first).toMatchObject({ status: 202, body: { id, status: 'cancelled' } });
    expect((await ask('POST', `/api/v1/runs/${id}/cancel`)).body).toEqual(first.body);
  });
});

describe('GET /api/v1/runs', () => {
  it('lists what was asked for over the API, newest first, page by page', async () => {
    const somebody = await TestPerson.signUp(world);
    const key = await makeKey(somebody);
    await PlayedRun.begin(world, somebody);
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) {
      ids.unshift(accepted(await ask('POST', '/api/v1/runs', { input: `Run ${i}` }, { key })).id);
    }
    const seen: string[] = [];
    let next: string | null = '';
    for (let page = 0; page < 4 && next !== null; page++) {
      const query: string = next === '' ? '' : `&before=${next}`;
      const answer = apiRunListSchema.parse(
        (await ask('GET', `/api/v1/runs?limit=2${query}`, undefined, { key })).body,
      );
      seen.push(...answer.runs.map(({ id }) => id));
      next = answer.next;
    }
    expect(seen).toEqual(ids);
    expect(next).toBeNull();
    expect(await ask('GET', '/api/v1/runs?before=x', undefined, { key })).toMatchObject({ status: 400 });
  });
});
