import { jest } from '@jest/globals';
import { createdApiKeySchema, runAcceptedSchema, type CreatedApiKey } from '@cloakroom/contracts';
import { waitUntil } from '@cloakroom/testing';
import type { Socket } from 'node:net';
import { PlayedRun } from '../testing/played-run.js';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.js';
import { TestPerson } from '../testing/test-person.js';
import { STREAM_HABITS, type StreamHabits } from './run-event-streams.js';
import { EventSourceReader } from './testing/event-source-reader.js';

jest.setTimeout(60_000);

const PATIENCE_MS = 30_000;

let world: TestGateway;
let person: TestPerson;
let key: CreatedApiKey;

async function makeKey(): Promise<CreatedApiKey> {
  const body = { name: 'test', scopes: ['runs:read', 'runs:write'] };
  return createdApiKeySchema.parse((await person.request('POST', '/api/v1/api-keys', body)).body);
}

beforeAll(async () => {
  world = await startTestGateway();
  world.running.app.get<StreamHabits>(STREAM_HABITS, { strict: false }).heartbeatMs = 200;
  person = await TestPerson.signUp(world);
  key = await makeKey();
});

afterAll(async () => {
  await world.close();
});

async function startRun(): Promise<PlayedRun> {
  const answer = await person.request('POST', '/api/v1/runs', { input: 'Tell me a story' });
  const { id } = runAcceptedSchema.parse(answer.body);
  return PlayedRun.claim(world, person, id);
}

function open(runId: string, lastEventId?: string, secret = key.secret): Promise<EventSourceReader> {
  return EventSourceReader.open(`${world.url}/api/v1/runs/${runId}/events`, {
    authorization: `Bearer ${secret}`,
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
  });
}

const words = (count: number, text = 'word ') =>
  Array.from({ length: count }, () => ({ type: 'text.delta', text }) as const);
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe('GET /api/v1/runs/:id/events', () => {
  it('tells what was, then what comes, and ends with the run', async () => {
    const played = await startRun();
    await played.append({ type: 'run.started', attempt: 1, keepParts: 0 }, ...words(3));
    const reader = await open(played.runId);
    expect(reader.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
    });
    await waitUntil('what was is told', () => reader.events.length === 4, PATIENCE_MS);
    await played.append(...words(2));
    await played.finish('word word word word word');
    await reader.ended();
    expect(reader.events.map(({ data }) => data)).toEqual(played.written);
    expect(reader.seqs).toEqual(upTo(7));
    expect(reader.events.map(({ type }) => type).at(-1)).toBe('run.ended');
    expect((await open(played.runId, reader.lastEventId)).response.statusCode).toBe(204);
  });

  it('goes on after the last id, however often the connection is lost: no gap, no event twice', async () => {
    const played = await startRun();
    await played.append({ type: 'run.started', attempt: 1, keepParts: 0 });
    const seen: number[] = [];
    for (let round = 1; round <= 15; round++) {
      const reader = await open(played.runId, seen.length === 0 ? undefined : String(seen.at(-1)));
      await played.append(...words(4));
      const few = round % 4;
      await waitUntil('a few events are read', () => reader.events.length > few, PATIENCE_MS);
      reader.close();
      seen.push(...reader.seqs);
    }
    await played.finish('done');
    const last = await open(played.runId, String(seen.at(-1)));
    await last.ended();
    seen.push(...last.seqs);
    expect(seen).toEqual(upTo(played.written.length));
  });

  it('has the stored answer when the events are not kept any more', async () => {
    const played = await startRun();
    await played.append({ type: 'run.started', attempt: 1, keepParts: 0 });
    await played.finish('The end.');
    await world.redis.commands.del(world.keys.runLog(played.runId), world.keys.runLogState(played.runId));
    const reader = await open(played.runId);
    await reader.ended();
    expect(reader.events).toMatchObject([
      { type: 'run.snapshot', data: { status: 'finished', parts: [{ type: 'text', text: 'The end.' }], error: null } },
    ]);
    expect(reader.lastEventId).toBe('end');
  });

  it('hears of an end that is in no log', async () => {
    const played = await startRun();
    await played.append({ type: 'run.started', attempt: 1, keepParts: 0 });
    const reader = await open(played.runId);
    await waitUntil('the run is followed', () => reader.events.length === 1, PATIENCE_MS);
    await world.redis.commands.del(world.keys.runLog(played.runId), world.keys.runLogState(played.runId));
    const { systemRuns, messages } = world.persistence;
    await messages.storeAnswer(person.owner, played.run.assistantMessageId, [
      { type: 'text', text: 'Lost and found.' },
    ]);
    await systemRuns.endRun({ runId: played.runId, attempt: played.run.attempt }, 'finished', null);
    await reader.ended();
    expect(reader.events.at(-1)).toMatchObject({
      type: 'run.snapshot',
      data: { parts: [{ text: 'Lost and found.' }] },
    });
  });

  it('shows that it lives while nothing happens, and ends when its key is revoked', async () => {
    const played = await startRun();
    const short = await makeKey();
    const reader = await open(played.runId, undefined, short.secret);
    await waitUntil('two heartbeats', () => reader.comments >= 2, PATIENCE_MS);
    await person.request('DELETE', `/api/v1/api-keys/${short.key.id}`);
    await reader.ended();
    expect(reader.events).toEqual([]);
    expect((await open(played.runId, undefined, short.secret)).response.statusCode).toBe(401);
  });

  it('keeps no more for a reader that does not read than its socket takes', async () => {
    const played = await startRun();
    await played.append({ type: 'run.started', attempt: 1, keepParts: 0 });
    const sockets = new Set<Socket>();
    world.running.app.getHttpServer().on('connection', (socket: Socket) => sockets.add(socket));
    const reader = await open(played.runId);
    await waitUntil('the run is followed', () => reader.events.length === 1, PATIENCE_MS);
    reader.response.pause();
    let kept = 0;
    for (let round = 0; round < 32; round++) {
      await played.append(...words(8, 'x'.repeat(32_000)));
      kept = Math.max(kept, ...[...sockets].map(({ writableLength }) => writableLength));
    }
    expect(kept).toBeLessThan(1_000_000);
    reader.response.resume();
    await played.finish('done');
    await reader.ended();
    expect(reader.seqs).toEqual(upTo(played.written.length));
  });

  it.each(['x', '-1', '1.5', '99999999999999999'])('refuses the last id %j', async (id) => {
    const played = await startRun();
    expect((await open(played.runId, id)).response.statusCode).toBe(400);
  });

  it('is for its owner, and so many at a time', async () => {
    const played = await startRun();
    const stranger = await TestPerson.signUp(world);
    expect((await stranger.request('GET', `/api/v1/runs/${played.runId}/events`)).status).toBe(404);
    const readers = await Promise.all(Array.from({ length: 20 }, () => open(played.runId)));
    expect(readers.map(({ response }) => response.statusCode)).toEqual(Array.from({ length: 20 }, () => 200));
    const { response } = await open(played.runId);
    expect([response.statusCode, response.headers['retry-after']]).toEqual([429, '5']);
    for (const reader of readers) reader.close();
    await waitUntil(
      'there is room again',
      async () => {
        const reader = await open(played.runId);
        reader.close();
        return reader.response.statusCode === 200;
      },
      PATIENCE_MS,
    );
  });
});
