import { runOriginSchema, type RunOrigin, type RunStatus } from '@cloakroom/contracts';
import type { Connection, Model } from 'mongoose';
import { z } from 'zod';
import { isBackground, type RunFlow } from './fair-order.js';
import { runSchema, type RunDocument } from './run.document.js';
import { silentAt } from './silent-runs.js';

/** A turn so long ago counts as none, in milliseconds. */
const TURN_MEMORY_MS = 10 * 60_000;

/** The queue as the database has it. */
export interface QueuePicture {
  readonly flows: readonly RunFlow[];
  /** Runs at work by person; those who have none are left out. */
  readonly atWork: ReadonlyMap<string, number>;
  /** Ids of the runs at work; told only while any run waits. */
  readonly running: ReadonlySet<string>;
  /** Slots of people that are taken: see {@link slotOf}. */
  readonly slots: ReadonlySet<string>;
  /** A run whose worker has fallen silent, so that it is to be taken over before anything else. */
  readonly abandoned: string | null;
  readonly at: Date;
}

const nothingWaits = (at: Date): QueuePicture => ({
  flows: [],
  atWork: new Map(),
  running: new Set(),
  slots: new Set(),
  abandoned: null,
  at,
});

const originSchema = runOriginSchema.nullish().transform((origin): RunOrigin => origin ?? 'chat');
const waitingSchema = z.object({
  _id: z.object({ userId: z.string(), origin: originSchema }),
  waiting: z.number(),
  headRunId: z.string(),
  waitingSince: z.date(),
});
const turnSchema = z.object({
  _id: z.object({ userId: z.string(), origin: originSchema }),
  lastStartedAt: z.date().nullable(),
});

/** Who waits, over all owners: for workers, which choose the next run, and for gateways, which tell places in the queue. */
export class RunQueueRepository {
  readonly #model: Model<RunDocument>;

  constructor(connection: Connection) {
    this.#model = connection.model<RunDocument>('QueuedRun', runSchema, 'runs');
  }

  /** The queue now: one flow for each person and kind of work, however many runs wait. Without any, nothing else is looked up. */
  async picture(now = new Date()): Promise<QueuePicture> {
    const waiting = await this.#waiting();
    if (waiting.length === 0) return nothingWaits(now);
    const [running, silent, turns] = await Promise.all([
      this.#model.find({ status: 'running' }, { userId: 1, origin: 1, slot: 1 }).lean(),
      this.#model.findOne(silentAt(), { _id: 1 }).lean(),
      this.#lastTurns([...new Set(waiting.map(({ _id }) => _id.userId))], now),
    ]);
    const atWork = new Map<string, number>();
    const flowsAtWork = new Map<string, number>();
    for (const { userId, origin } of running) {
      atWork.set(userId, (atWork.get(userId) ?? 0) + 1);
      const key = flowKey(userId, origin ?? 'chat');
      flowsAtWork.set(key, (flowsAtWork.get(key) ?? 0) + 1);
    }
    return {
      flows: flowsOf(waiting, flowsAtWork, turns),
      atWork,
      running: new Set(running.map(({ _id }) => _id)),
      slots: new Set(running.flatMap(({ slot }) => slot ?? [])),
      abandoned: silent?._id ?? null,
      at: now,
    };
  }

  /** How many runs of the same flow were asked for before this one and still wait. */
  aheadInFlow(run: { readonly userId: string; readonly origin: RunOrigin; readonly createdAt: Date }): Promise<number> {
    const origin = isBackground(run.origin) ? { $ne: 'chat' as const } : ('chat' as const);
    return this.#model.countDocuments({
      status: 'queued',
      userId: run.userId,
      origin,
      createdAt: { $lt: run.createdAt },
    });
  }

  /** How many runs wait, counted up to `max`; of one person when `userId` is given. */
  countWaiting(max: number, userId?: string): Promise<number> {
    const filter = { status: 'queued' as const, ...(userId === undefined ? {} : { userId }) };
    return this.#model.countDocuments(filter, { limit: max });
  }

  /** Where a run stands, and whether its worker has not been heard of for too long; `null` when it does not exist. */
  async standing(runId: string): Promise<{ readonly status: RunStatus; readonly isSilent: boolean } | null> {
    const run = await this.#model.findById(runId, { status: 1 }).lean();
    if (run?.status !== 'running') return run === null ? null : { status: run.status, isSilent: false };
    return { status: run.status, isSilent: (await this.#model.exists({ _id: runId, ...silentAt() })) !== null };
  }

  async #waiting(): Promise<z.output<typeof waitingSchema>[]> {
    const found: unknown[] = await this.#model.aggregate([
      { $match: { status: 'queued' } },
      { $sort: { createdAt: 1 } },
      {
        $group: {
          _id: { userId: '$userId', origin: '$origin' },
          waiting: { $sum: 1 },
          headRunId: { $first: '$_id' },
          waitingSince: { $first: '$createdAt' },
        },
      },
    ]);
    return found.map((group) => waitingSchema.parse(group));
  }

  async #lastTurns(userIds: readonly string[], now: Date): Promise<ReadonlyMap<string, Date>> {
    const since = new Date(now.getTime() - TURN_MEMORY_MS);
    const found: unknown[] = await this.#model.aggregate([
      { $match: { userId: { $in: [...userIds] }, startedAt: { $gt: since } } },
      { $group: { _id: { userId: '$userId', origin: '$origin' }, lastStartedAt: { $max: '$startedAt' } } },
    ]);
    const turns = new Map<string, Date>();
    for (const group of found) {
      const { _id, lastStartedAt } = turnSchema.parse(group);
      const key = flowKey(_id.userId, _id.origin);
      const known = turns.get(key);
      if (lastStartedAt !== null && (known === undefined || known < lastStartedAt)) turns.set(key, lastStartedAt);
    }
    return turns;
  }
}

function flowKey(userId: string, origin: RunOrigin): string {
  return `${isBackground(origin) ? 'background' : 'interactive'} ${userId}`;
}

function flowsOf(
  waiting: readonly z.output<typeof waitingSchema>[],
  atWork: ReadonlyMap<string, number>,
  turns: ReadonlyMap<string, Date>,
): RunFlow[] {
  const flows = new Map<string, RunFlow>();
  for (const { _id, ...group } of waiting) {
    const key = flowKey(_id.userId, _id.origin);
    const other = flows.get(key);
    const head = other !== undefined && other.waitingSince < group.waitingSince ? other : group;
    flows.set(key, {
      userId: _id.userId,
      background: isBackground(_id.origin),
      waiting: group.waiting + (other?.waiting ?? 0),
      headRunId: head.headRunId,
      waitingSince: head.waitingSince,
      atWork: atWork.get(key) ?? 0,
      lastStartedAt: turns.get(key) ?? null,
    });
  }
  return [...flows.values()];
}
