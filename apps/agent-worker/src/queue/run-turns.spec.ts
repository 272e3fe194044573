import type { QueuePicture, RunFlow } from '@cloakroom/persistence';
import { type RunQueueView, RunTurns } from './run-turns.js';

const flow = (userId: string, more: Partial<RunFlow> = {}): RunFlow => ({
  userId,
  headRunId: `head of ${userId}`,
  background: false,
  waiting: 1,
  waitingSince: new Date(),
  atWork: 0,
  lastStartedAt: null,
  ...more,
});

const picture = (flows: readonly RunFlow[], more: Partial<QueuePicture> = {}): QueuePicture => ({
  flows,
  atWork: new Map(),
  running: new Set(),
  slots: new Set(),
  abandoned: null,
  at: new Date(),
  ...more,
});

interface Seen {
  readonly flows?: readonly RunFlow[];
  readonly atWork?: Readonly<Record<string, number>>;
  readonly abandoned?: string;
  readonly own?: Awaited<ReturnType<RunQueueView['standing']>>;
}

function turns({ flows = [], atWork = {}, abandoned, own = null }: Seen): RunTurns {
  const seen = picture(flows, {
    atWork: new Map(Object.entries(atWork)),
    running: new Set(own?.status === 'running' ? ['mine'] : []),
    abandoned: abandoned ?? null,
  });
  return new RunTurns({ picture: () => Promise.resolve(seen), standing: () => Promise.resolve(own) }, 2);
}

const running = (isSilent: boolean) => ({ status: 'running', isSilent }) as const;

describe('RunTurns', () => {
  it('leads a job to the run whose turn it is, whatever run it was added for', async () => {
    const flows = [flow('a', { atWork: 1 }), flow('b')];
    const own = { status: 'queued', isSilent: false } as const;
    await expect(turns({ flows, own }).next('head of a')).resolves.toMatchObject({ next: 'run', runId: 'head of b' });
  });

  it('takes over what was left before anything else', async () => {
    const flows = [flow('a')];
    const own = running(true);
    await expect(turns({ flows, own }).next('mine')).resolves.toMatchObject({ runId: 'mine' });
    await expect(turns({ flows, abandoned: 'left' }).next('mine')).resolves.toMatchObject({ runId: 'left' });
  });

  it('looks again when everybody who waits has as many at work as allowed, the less often the more wait', async () => {
    const atWork = { a: 2 };
    const few = await turns({ flows: [flow('a')], atWork }).next('mine');
    expect(few).toMatchObject({ next: 'wait', ms: expect.any(Number) as unknown });
    const many = await turns({ flows: [flow('a', { waiting: 1_000 })], atWork }).next('mine');
    const [soon, later] = [few, many].map((turn) => (turn.next === 'wait' ? turn.ms : Number.NaN));
    expect(soon).toBeLessThan(500);
    expect(later).toBeGreaterThan(2_000);
  });

  it('keeps the job of a run that another worker has, and drops one that is of no use', async () => {
    await expect(turns({ own: running(false) }).next('mine')).resolves.toEqual({ next: 'wait', ms: 1_000 });
    await expect(turns({ own: { status: 'finished', isSilent: false } }).next('mine')).resolves.toEqual({
      next: 'nothing',
    });
    await expect(turns({}).next('gone')).resolves.toEqual({ next: 'nothing' });
  });

  it('chooses anew only once what it chose before was claimed', async () => {
    const both = turns({ flows: [flow('a')] });
    const first = await both.next('one');
    let second: unknown = null;
    const waiting = both.next('two').then((turn) => (second = turn));
    await new Promise(setImmediate);
    expect(second).toBeNull();
    if (first.next === 'run') first.claimed(false);
    await expect(waiting).resolves.toMatchObject({ next: 'run' });
  });

  it('goes on after a look that failed', async () => {
    let fails = true;
    const view: RunQueueView = {
      picture: () => Promise.resolve(picture([])),
      standing: () => (fails ? Promise.reject(new Error('The database is away.')) : Promise.resolve(null)),
    };
    const one = new RunTurns(view, 1);
    await expect(one.next('a')).rejects.toThrow('away');
    fails = false;
    await expect(one.next('a')).resolves.toEqual({ next: 'nothing' });
  });

  it('takes several turns from one look, and looks again after a claim that was lost or a run it may have to take over', async () => {
    const flows = [flow('a', { waitingSince: new Date(1) }), flow('b'), flow('c')];
    const own = { status: 'queued', isSilent: false } as const;
    let looks = 0;
    const one = new RunTurns(
      {
        picture: () => {
          looks += 1;
          return Promise.resolve(picture(flows, { running: new Set(['at work']), slots: new Set(['b#0']) }));
        },
        standing: () => Promise.resolve(own),
      },
      2,
    );
    const take = async (job: string, isWon: boolean) => {
      const turn = await one.next(job);
      if (turn.next === 'run') turn.claimed(isWon);
      return turn;
    };
    await expect(take('1', true)).resolves.toMatchObject({ runId: 'head of a', place: { userId: 'a', slot: 0 } });
    await expect(take('2', false)).resolves.toMatchObject({ runId: 'head of b', place: { userId: 'b', slot: 1 } });
    expect(looks).toBe(1);
    await expect(take('3', true)).resolves.toMatchObject({ runId: 'head of a' });
    expect(looks).toBe(2);
    await take('at work', true);
    expect(looks).toBe(3);
  });
});
