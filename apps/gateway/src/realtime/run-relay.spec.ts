import type { RunEvent } from '@cloakroom/contracts';
import { ownerId } from '@cloakroom/persistence';
import type { RunLogEntry, RunLogListener, RunLogTail } from '@cloakroom/platform';
import { RunRelay } from './run-relay.js';

const RUN = '0f9b2c1e-7d1f-4a53-9b1c-3f0d5a6e7b80';

class PlayedTail {
  readonly followed: { runId: string; afterSeq: number; listener: RunLogListener; stopped: boolean }[] = [];

  follow(runId: string, afterSeq: number, listener: RunLogListener): () => void {
    const follower = { runId, afterSeq, listener, stopped: false };
    this.followed.push(follower);
    return () => {
      follower.stopped = true;
    };
  }
}

function eventOf({ seq }: RunLogEntry): RunEvent {
  const base = { runId: RUN, seq, at: 0 };
  return seq === 9
    ? { ...base, type: 'run.ended', status: 'finished', error: null }
    : { ...base, type: 'text.delta', text: 'x' };
}

function open() {
  const tail = new PlayedTail();
  const sent: number[] = [];
  const target = {
    owner: ownerId('u'),
    send: (_runId: string, events: RunEvent[]): void => void sent.push(...events.map(({ seq }) => seq)),
  };
  const decode = (_owner: unknown, _runId: string, entries: readonly RunLogEntry[]) =>
    Promise.resolve(entries.map(eventOf));
  const relay = new RunRelay(target, tail as Partial<RunLogTail> as RunLogTail, decode);
  return { relay, tail, sent };
}

const entry = (seq: number): RunLogEntry => ({ seq, payload: Buffer.alloc(0) });

describe('RunRelay', () => {
  it('sends what comes after the place where the acknowledgement ended', async () => {
    const { relay, tail, sent } = open();
    relay.prepare(RUN)(4);
    expect(tail.followed).toMatchObject([{ runId: RUN, afterSeq: 4 }]);
    await tail.followed[0]?.listener([entry(5), entry(6)]);
    expect(sent).toEqual([5, 6]);
  });

  it('has one subscription to a run, however often and however closely it is asked for', async () => {
    const { relay, tail, sent } = open();
    const first = relay.prepare(RUN);
    const second = relay.prepare(RUN);
    first(0);
    second(3);
    expect(tail.followed.map(({ afterSeq }) => afterSeq)).toEqual([3]);
    relay.prepare(RUN)(5);
    expect(tail.followed.map(({ stopped }) => stopped)).toEqual([true, false]);
    await tail.followed[0]?.listener([entry(4)]);
    expect(sent).toEqual([]);
  });

  it('ends by itself with the run, and with the socket', async () => {
    const { relay, tail } = open();
    relay.prepare(RUN)(8);
    await tail.followed[0]?.listener([entry(9)]);
    expect(tail.followed[0]?.stopped).toBe(true);
    const begin = relay.prepare(RUN);
    relay.close();
    begin(0);
    expect(tail.followed).toHaveLength(1);
  });

  it('refuses to follow more than fifty runs at once', () => {
    const { relay } = open();
    for (let index = 0; index < 50; index += 1) relay.prepare(`${RUN}-${index}`)(0);
    expect(() => relay.prepare(RUN)).toThrow('This page follows too many answers at once.');
  });
});
