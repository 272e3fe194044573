import { BACKGROUND_PATIENCE_MS, nextFlow, positionIn, type RunFlow } from './fair-order.js';

const now = new Date('2026-01-01T12:00:00Z');
const ago = (ms: number): Date => new Date(now.getTime() - ms);

function flow(userId: string, more: Partial<RunFlow> = {}): RunFlow {
  const usual = { background: false, waiting: 1, waitingSince: ago(1_000), atWork: 0, lastStartedAt: null };
  return { ...usual, userId, headRunId: `run of ${userId}`, ...more };
}

const nobodyIsFull = (): boolean => false;
const next = (flows: readonly RunFlow[], isFull = nobodyIsFull as (userId: string) => boolean) =>
  nextFlow(flows, isFull, now)?.userId ?? null;

describe('nextFlow', () => {
  it('gives the turn to whom has fewer at work, however long others have waited', () => {
    expect(next([flow('a', { atWork: 2, waitingSince: ago(50_000) }), flow('b', { atWork: 1 })])).toBe('b');
  });

  it('gives it, among those, to whom had none for longest', () => {
    const flows = [flow('a', { lastStartedAt: ago(10) }), flow('b', { lastStartedAt: ago(20) }), flow('c')];
    expect(next(flows)).toBe('c');
    expect(next(flows.slice(0, 2))).toBe('b');
  });

  it('passes over people who have as many at work as they may, and finds nobody among those only', () => {
    const flows = [flow('a', { waitingSince: ago(9_000) }), flow('b')];
    expect(next(flows, (userId) => userId === 'a')).toBe('b');
    expect(next(flows, () => true)).toBeNull();
    expect(next([])).toBeNull();
  });

  it('lets background work wait for chats, but not for ever', () => {
    const chat = flow('chat', { atWork: 1, lastStartedAt: ago(5) });
    const fresh = flow('fresh', { background: true, waitingSince: ago(BACKGROUND_PATIENCE_MS - 1) });
    const aged = flow('aged', { background: true, waitingSince: ago(BACKGROUND_PATIENCE_MS) });
    expect(next([fresh, chat])).toBe('chat');
    expect(next([chat, aged])).toBe('aged');
  });

  it('does not depend on the order in which the flows were found', () => {
    const flows = [flow('a'), flow('b'), flow('c', { atWork: 1 }), flow('d', { background: true })];
    expect(next(flows)).toBe(next(flows.toReversed()));
  });

  it('starves nobody: with one place, everybody who keeps asking gets the same number of turns', () => {
    const turns = new Map([
      ['many', 0],
      ['one', 0],
      ['other', 0],
    ]);
    const last = new Map<string, Date>();
    for (let turn = 0; turn < 30; turn += 1) {
      const waiting = [...turns.keys()].map((userId) =>
        flow(userId, { waiting: userId === 'many' ? 50 : 1, lastStartedAt: last.get(userId) ?? null }),
      );
      const chosen = next(waiting) ?? '';
      turns.set(chosen, (turns.get(chosen) ?? 0) + 1);
      last.set(chosen, new Date(now.getTime() + turn));
    }
    expect([...turns.values()]).toEqual([10, 10, 10]);
  });
});

/** The order in which everything starts when each start takes one place and none is given back. */
function simulate(flows: readonly RunFlow[]): string[] {
  let left = [...flows];
  const order: string[] = [];
  for (let turn = 1; left.length > 0; turn += 1) {
    const chosen = nextFlow(left, nobodyIsFull, now);
    if (chosen === null) break;
    order.push(chosen.headRunId);
    const rest = { ...chosen, waiting: chosen.waiting - 1, atWork: chosen.atWork + 1 };
    left = left.flatMap((one) => (one !== chosen ? [one] : rest.waiting > 0 ? [rest] : []));
  }
  return order;
}

describe('positionIn', () => {
  it.each([
    ['equal ones', [flow('a', { waiting: 3 }), flow('b', { waiting: 2 }), flow('c')]],
    ['some at work', [flow('a', { waiting: 4, atWork: 2 }), flow('b', { waiting: 5 }), flow('c', { atWork: 1 })]],
    [
      'background',
      [flow('a', { waiting: 2, background: true }), flow('b', { waiting: 3 }), flow('c', { background: true })],
    ],
    [
      'background that has waited',
      [
        flow('a', { waiting: 2, background: true, waitingSince: ago(90_000) }),
        flow('b', { waiting: 2, lastStartedAt: ago(1) }),
      ],
    ],
  ])('is the place at which a run then starts: %s', (_, flows) => {
    const order = simulate(flows);
    for (const own of flows) {
      const places = order.flatMap((headRunId, index) => (headRunId === own.headRunId ? [index + 1] : []));
      expect(places).toHaveLength(own.waiting);
      expect(places.map((__, ahead) => positionIn(flows, own, ahead, now))).toEqual(places);
    }
  });
});
