import type { RunOrigin } from '@cloakroom/contracts';

/** Background work that has waited so long is treated like interactive work, in milliseconds. */
export const BACKGROUND_PATIENCE_MS = 60_000;

/** The waiting runs of one person, interactive ones and background ones apart, each in the order they were asked for. */
export interface RunFlow {
  readonly userId: string;
  /** Asked for over the API or by a schedule: nobody sits and waits. */
  readonly background: boolean;
  /** How many wait; at least one. */
  readonly waiting: number;
  /** The one that waits longest, and since when. */
  readonly headRunId: string;
  readonly waitingSince: Date;
  /** Runs of this flow that a worker has. */
  readonly atWork: number;
  /** When a run of this flow started last; `null` when that is long ago. */
  readonly lastStartedAt: Date | null;
}

/** Whether nobody sits and waits for runs from there. */
export function isBackground(origin: RunOrigin): boolean {
  return origin !== 'chat';
}

/**
 * Who comes first: interactive work, and background work that has waited for {@link BACKGROUND_PATIENCE_MS}; then the
 * flow with fewer runs at work; then the one that has not had a turn for longest; then the one that waits longest.
 * Negative when `a` does. A total order, the same for everybody who looks at the same runs.
 */
export function compareFlows(a: RunFlow, b: RunFlow, now: Date): number {
  return rank(a, now) - rank(b, now) || a.atWork - b.atWork || compareTurns(a, b);
}

/** The flow whose first run starts next. `isFull` tells of people who have as many runs at work as they may. */
export function nextFlow(flows: readonly RunFlow[], isFull: (userId: string) => boolean, now: Date): RunFlow | null {
  let next: RunFlow | null = null;
  for (const flow of flows) {
    if (isFull(flow.userId)) continue;
    if (next === null || compareFlows(flow, next, now) < 0) next = flow;
  }
  return next;
}

/**
 * How many runs start before one that has `ahead` of its own flow before it, plus one, when nothing else comes in and
 * nothing at work ends: every flow of the same rank has its turn in each round.
 */
export function positionIn(flows: readonly RunFlow[], own: RunFlow, ahead: number, now: Date): number {
  let before = ahead;
  for (const flow of flows) {
    if (flow === own) continue;
    const ranks = rank(flow, now) - rank(own, now);
    if (ranks < 0) before += flow.waiting;
    if (ranks !== 0) continue;
    const rounds = own.atWork + ahead - flow.atWork + (compareTurns(flow, own) < 0 ? 1 : 0);
    before += Math.min(flow.waiting, Math.max(0, rounds));
  }
  return before + 1;
}

function rank(flow: RunFlow, now: Date): 0 | 1 {
  return flow.background && now.getTime() - flow.waitingSince.getTime() < BACKGROUND_PATIENCE_MS ? 1 : 0;
}

function compareTurns(a: RunFlow, b: RunFlow): number {
  return (
    (a.lastStartedAt?.getTime() ?? 0) - (b.lastStartedAt?.getTime() ?? 0) ||
    a.waitingSince.getTime() - b.waitingSince.getTime() ||
    (a.headRunId < b.headRunId ? -1 : 1)
  );
}
