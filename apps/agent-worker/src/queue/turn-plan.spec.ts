import type { QueuePicture, RunFlow } from '@cloakroom/persistence';
import { TurnPlan } from './turn-plan.js';

const at = new Date();
const flow = (userId: string, more: Partial<RunFlow> = {}): RunFlow => ({
  userId,
  headRunId: `head of ${userId}`,
  background: false,
  waiting: 1,
  waitingSince: at,
  atWork: 0,
  lastStartedAt: null,
  ...more,
});
const picture = (flows: readonly RunFlow[], more: Partial<QueuePicture> = {}): QueuePicture => {
  return { flows, atWork: new Map(), running: new Set(), slots: new Set(), abandoned: null, at, ...more };
};
const takeAll = (plan: TurnPlan): string[] => {
  const taken: string[] = [];
  for (let turn = plan.take(); turn !== null; turn = plan.take()) taken.push(turn.runId);
  return taken;
};

describe('TurnPlan', () => {
  it('gives every flow its turn, and stops where the next run of one is due that was not seen', () => {
    const flows = [flow('a', { waiting: 5 }), flow('b', { atWork: 1 }), flow('c', { atWork: 2 })];
    expect(takeAll(new TurnPlan(picture(flows), 9))).toEqual(['head of a', 'head of b']);
  });

  it('gives nobody more than the slots there are, over interactive and background work', () => {
    const flows = [flow('a'), flow('a', { background: true, headRunId: 'report of a' }), flow('b')];
    expect(takeAll(new TurnPlan(picture(flows, { atWork: new Map([['a', 1]]) }), 2))).toEqual([
      'head of a',
      'head of b',
    ]);
  });

  it('names a slot that is free', () => {
    const flows = [flow('a'), flow('a', { background: true, headRunId: 'report of a' })];
    const plan = new TurnPlan(picture(flows, { slots: new Set(['a#0', 'a#2']) }), 4);
    expect(plan.take()?.place).toEqual({ userId: 'a', slot: 1 });
    expect(plan.take()?.place).toEqual({ userId: 'a', slot: 3 });
  });
});
