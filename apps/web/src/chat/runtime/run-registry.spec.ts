import { jest } from '@jest/globals';
import { logOf, scriptedPort, settle } from '../../testing/scripted-port.js';
import { RunRegistry } from './run-registry.js';

const RUN = '11111111-1111-4111-8111-111111111111';
const log = logOf(RUN, [
  { type: 'run.started', attempt: 1, keepParts: 0 },
  { type: 'text.delta', text: 'hello' },
  { type: 'run.ended', status: 'finished', error: null },
]);

function setUp() {
  const port = scriptedPort();
  const ended: string[] = [];
  const registry = new RunRegistry(
    port,
    () => Promise.resolve(),
    (view) => void ended.push(view.status),
  );
  return { port, registry, ended };
}

function answer(events = log) {
  return { kind: 'ok', data: { runId: RUN, status: 'running', events, message: null } } as const;
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe('RunRegistry', () => {
  it('follows a run once for any number of lookers, until the last has gone', async () => {
    const { port, registry } = setUp();
    const first = registry.follow(RUN);
    const second = registry.follow(RUN);
    port.answerSubscribe(answer(log.slice(0, 1)));
    await settle();
    expect(port.subscribed).toHaveLength(1);
    first();
    first();
    expect(port.unsubscribed).toEqual([]);
    second();
    expect(port.unsubscribed).toEqual([RUN]);
  });

  it('goes on where it was left when somebody looks again', async () => {
    const { port, registry } = setUp();
    const stop = registry.follow(RUN);
    port.answerSubscribe(answer(log.slice(0, 2)));
    await settle();
    stop();
    registry.follow(RUN);
    expect(port.subscribed.at(-1)).toEqual({ runId: RUN, lastSeq: 2 });
  });

  it('tells the end once, and does not follow an ended run again', async () => {
    const { port, registry, ended } = setUp();
    registry.follow(RUN);
    port.answerSubscribe(answer());
    await settle();
    registry.follow(RUN);
    expect(ended).toEqual(['finished']);
    expect(port.subscribed).toHaveLength(1);
    expect(registry.view(RUN).getSnapshot().parts).toEqual([{ type: 'text', text: 'hello' }]);
  });
});
