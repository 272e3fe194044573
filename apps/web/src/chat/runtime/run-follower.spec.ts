import { jest } from '@jest/globals';
import {
  EMPTY_RUN_HASH,
  emptyRunView,
  nextRunHash,
  type RunEvent,
  type RunSubscribed,
  type RunView,
} from '@cloakroom/contracts';
import { logOf, scriptedPort, settle, type ScriptedPort } from '../../testing/scripted-port.js';
import { RunFollower } from './run-follower.js';

const RUN = '11111111-1111-4111-8111-111111111111';

const log = logOf(RUN, [
  { type: 'run.started', attempt: 1, keepParts: 0 },
  { type: 'text.delta', text: 'one ' },
  { type: 'text.delta', text: 'two ' },
  { type: 'text.delta', text: 'three' },
  { type: 'run.ended', status: 'finished', error: null },
]);

function part(from: number, to: number): RunEvent[] {
  return log.slice(from - 1, to);
}

function answer(events: RunEvent[], status: RunSubscribed['status'] = 'running') {
  return { kind: 'ok', data: { runId: RUN, status, events, message: null } } as const;
}

function follow(port: ScriptedPort) {
  const views: RunView[] = [];
  let refused = 0;
  const follower = new RunFollower(emptyRunView(RUN), {
    port,
    delay: () => Promise.resolve(),
    onView: (view) => void views.push(view),
    onRefused: () => void (refused += 1),
  });
  follower.start();
  const text = (): string => {
    const first = views.at(-1)?.parts[0];
    return first?.type === 'text' ? first.text : '';
  };
  return { follower, views, text, refusals: () => refused };
}

describe('RunFollower', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('folds what was there and what follows, and lets go at the end', async () => {
    const port = scriptedPort();
    const { text, views } = follow(port);
    port.answerSubscribe(answer(part(1, 2)));
    await settle();
    port.push(RUN, part(3, 5));
    expect(text()).toBe('one two three');
    expect(views.at(-1)?.status).toBe('finished');
    expect(port.unsubscribed).toEqual([RUN]);
  });

  it('keeps frames that overtake the answer, and passes over what both hold', async () => {
    const port = scriptedPort();
    const { text } = follow(port);
    port.push(RUN, part(3, 4));
    port.answerSubscribe(answer(part(1, 3)));
    await settle();
    expect(text()).toBe('one two three');
    expect(port.subscribed).toHaveLength(1);
  });

  it('subscribes again from the last place after a gap', async () => {
    const port = scriptedPort();
    const { text } = follow(port);
    port.answerSubscribe(answer(part(1, 2)));
    await settle();
    port.push(RUN, part(4, 4));
    expect(port.subscribed.at(-1)).toEqual({ runId: RUN, lastSeq: 2 });
    port.answerSubscribe(answer(part(3, 4)));
    await settle();
    expect(text()).toBe('one two three');
  });

  it('resumes after a lost connection without doubling anything', async () => {
    const port = scriptedPort();
    const { text } = follow(port);
    port.answerSubscribe(answer(part(1, 3)));
    await settle();
    port.disconnect();
    port.connect();
    expect(port.subscribed.at(-1)).toEqual({ runId: RUN, lastSeq: 3 });
    port.answerSubscribe(answer(part(4, 5)));
    await settle();
    expect(text()).toBe('one two three');
  });

  it('throws away what is not what was written, asks for all of it once, and does not ask for ever', async () => {
    let hash = EMPTY_RUN_HASH;
    const hashed = log.map((event) => {
      hash = nextRunHash(hash, event);
      return { ...event, hash };
    });
    const port = scriptedPort();
    const { text, views } = follow(port);
    port.answerSubscribe(answer(hashed.slice(0, 3)));
    await settle();
    port.push(RUN, hashed.slice(1, 3));
    expect(port.subscribed).toHaveLength(1);
    port.push(RUN, [{ runId: RUN, seq: 4, at: 0, type: 'text.delta', text: 'of another log', hash }]);
    expect(port.subscribed.at(-1)).toEqual({ runId: RUN, lastSeq: 0 });
    port.answerSubscribe(answer(hashed.slice(0, 4)));
    await settle();
    expect(text()).toBe('one two three');
    port.push(
      RUN,
      part(5, 5).map((event) => ({ ...event, hash: EMPTY_RUN_HASH })),
    );
    expect(views.at(-1)?.status).toBe('finished');
    expect(port.subscribed).toHaveLength(2);
  });

  it('goes on from what was told before, when the log does not reach back so far any more', async () => {
    const port = scriptedPort();
    const { text, views } = follow(port);
    const base = { seq: 3, parts: [{ type: 'text' as const, text: 'one two ' }] };
    port.answerSubscribe({ kind: 'ok', data: { ...answer(part(4, 4), 'waiting').data, base } });
    await settle();
    expect(text()).toBe('one two three');
    port.push(RUN, part(5, 5));
    expect(views.at(-1)?.status).toBe('finished');
    expect(port.subscribed).toHaveLength(1);
  });

  it('asks again when the connection broke before the answer', async () => {
    const port = scriptedPort();
    const { text } = follow(port);
    port.disconnect();
    await settle();
    port.connect();
    await settle();
    port.answerSubscribe(answer(part(1, 5)));
    await settle();
    expect(text()).toBe('one two three');
  });

  it.each([1, 2, 3, 4])('tells the same text when the connection breaks after event %i', async (place) => {
    const port = scriptedPort();
    const { text, views } = follow(port);
    port.answerSubscribe(answer(part(1, 1)));
    await settle();
    for (const event of part(2, place)) port.push(RUN, [event]);
    port.disconnect();
    port.connect();
    const asked = port.subscribed.at(-1)?.lastSeq ?? -1;
    port.answerSubscribe(answer(part(asked + 1, 5)));
    await settle();
    expect(text()).toBe('one two three');
    expect(views.at(-1)?.lastSeq).toBe(5);
  });

  it('asks again after a long silence, and takes the stored answer when a new log ended before its place', async () => {
    const port = scriptedPort();
    const { text, views } = follow(port);
    port.answerSubscribe(answer(part(1, 3)));
    await settle();
    jest.advanceTimersByTime(16_000);
    port.push(RUN, part(4, 4));
    jest.advanceTimersByTime(15_000);
    expect(port.subscribed).toHaveLength(1);
    jest.advanceTimersByTime(15_000);
    expect(port.subscribed).toHaveLength(2);
    expect(port.subscribed.at(-1)).toEqual({ runId: RUN, lastSeq: 4 });
    const message = {
      id: RUN,
      conversationId: RUN,
      parentId: null,
      role: 'assistant',
      createdAt: '2026-01-01T00:00:00.000Z',
      parts: [{ type: 'text', text: 'told anew' }],
      run: { id: RUN, status: 'finished', error: null },
    } as const;
    port.answerSubscribe({
      kind: 'ok',
      data: { runId: RUN, status: 'finished', events: [], message: { ...message, parts: [...message.parts] } },
    });
    await settle();
    expect(text()).toBe('told anew');
    expect(views.at(-1)?.status).toBe('finished');
    expect(jest.getTimerCount()).toBe(0);
  });

  it('ends with a run that was stopped before it began', async () => {
    const port = scriptedPort();
    const { views } = follow(port);
    port.answerSubscribe(answer([], 'cancelled'));
    await settle();
    expect(views.at(-1)?.status).toBe('cancelled');
    expect(port.unsubscribed).toEqual([RUN]);
  });

  it('takes the stored answer when the log has expired', async () => {
    const port = scriptedPort();
    const { text, views } = follow(port);
    const message = {
      id: RUN,
      conversationId: RUN,
      parentId: null,
      role: 'assistant',
      parts: [{ type: 'text', text: 'stored' }],
      createdAt: '2026-01-01T00:00:00.000Z',
      run: { id: RUN, status: 'failed', error: { code: 'model-down', message: 'The model did not answer.' } },
    } as const;
    port.answerSubscribe({
      kind: 'ok',
      data: { runId: RUN, status: 'failed', events: [], message: { ...message, parts: [...message.parts] } },
    });
    await settle();
    expect(text()).toBe('stored');
    expect(views.at(-1)?.error?.code).toBe('model-down');
  });

  it('reports a run that the server does not know, once', async () => {
    const port = scriptedPort();
    const { refusals } = follow(port);
    port.answerSubscribe({ kind: 'refused', error: { code: 'not-found', message: 'There is no such run.' } });
    await settle();
    port.connect();
    expect(refusals()).toBe(1);
    expect(port.subscribed).toHaveLength(1);
  });

  it('is silent after it was stopped', async () => {
    const port = scriptedPort();
    const { follower, views } = follow(port);
    port.answerSubscribe(answer(part(1, 2)));
    await settle();
    const before = views.length;
    follower.stop();
    port.push(RUN, part(3, 3));
    expect(views).toHaveLength(before);
  });

  it('asks again after a refusal that may pass', async () => {
    const port = scriptedPort();
    const { text, refusals } = follow(port);
    port.answerSubscribe({ kind: 'refused', error: { code: 'unexpected', message: 'Something went wrong.' } });
    await settle();
    port.answerSubscribe(answer(part(1, 3)));
    await settle();
    expect(refusals()).toBe(0);
    expect(text()).toBe('one two ');
  });
});
