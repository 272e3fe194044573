import type { RunFailure, RunIsolation } from '@cloakroom/contracts';
import { StaleFenceError } from '@cloakroom/platform';
import type { Connection, Model, QueryFilter, UpdateQuery } from 'mongoose';
import type { BodyVault } from '../bodies/body-vault.js';
import { isDuplicateKey } from '../connection/duplicate-key.js';
import { despiteLostConnection } from '../connection/lost-connection.js';
import { ownerId } from '../owner-id.js';
import { runSchema, slotOf, type RunDocument } from './run.document.js';
import { HEARTBEAT_STALE_MS, silentAt } from './silent-runs.js';
import { checkpointPlace, toStoredRun, WITHOUT_CHECKPOINT, type StoredRun } from './stored-run.js';

/** A queued run that was enqueued so long ago without being claimed is enqueued again, in milliseconds. */
export const ENQUEUE_LOST_MS = 15_000;

/** How long a run may wait beyond the time of its question before it is looked after, in milliseconds. */
export const WAIT_OVERDUE_MS = 60_000;

/** A run that a worker has claimed, with the state to go on from. */
export interface ClaimedRun extends StoredRun {
  /** JSON text of the last checkpoint, or `null` on a first attempt. */
  readonly checkpoint: string | null;
}

/** A run seen in the queue, and a slot of its owner that was free then. */
export interface QueuedPlace {
  readonly userId: string;
  /** Below the owner's number of slots. */
  readonly slot: number;
}

/** How a run is claimed. */
export interface ClaimTerms {
  /** Kept with the run; default `null`. */
  readonly isolation?: RunIsolation | null;
  /** Runs that its owner may have at work at a time; default `null`: any number. A run that is taken over keeps its place. */
  readonly userSlots?: number | null;
  /** Where the run was just seen, which saves looking; it may have been taken since. Default `null`. */
  readonly place?: QueuedPlace | null;
}

/** Names the run and the fence of whoever writes. */
export interface RunFence {
  readonly runId: string;
  readonly attempt: number;
}

/** What a worker hears when it shows that it is alive. */
export interface HeartbeatAnswer {
  readonly cancelRequested: boolean;
}

/**
 * Runs of all owners, for workers and the sweeper. The only place of writes that carry a fence: each names the attempt
 * it belongs to, and MongoDB refuses it when another worker has claimed the run since.
 */
export class SystemRunRepository {
  readonly #model: Model<RunDocument>;

  constructor(
    connection: Connection,
    private readonly bodies: BodyVault,
  ) {
    this.#model = connection.model<RunDocument>('SystemRun', runSchema, 'runs');
  }

  /**
   * Takes a run that is queued, or whose worker has not been heard of for {@link HEARTBEAT_STALE_MS}. The attempt goes
   * up by one, and the worker's `isolation` is kept with the run. `null` when somebody else has it, it has
   * ended, or its owner has as many runs at work as `userSlots` allows. `now` is for tests: without it, the database's
   * clock judges, so that a worker whose own is wrong neither loses its runs nor takes those of others.
   */
  async claimRun(
    runId: string,
    workerId: string,
    now: Date | null = null,
    { isolation = null, userSlots = null, place = null }: ClaimTerms = {},
  ): Promise<ClaimedRun | null> {
    const change = { status: 'running', workerId, isolation } as const;
    const claimOf = (slot: string): UpdateQuery<RunDocument> => claimAt(now, { ...change, slot });
    const seen = place === null ? 'slot-taken' : await this.claimInPlace(runId, claimOf, place);
    const found = seen !== 'slot-taken' ? seen : await this.claimLooking(runId, { now, change, claimOf }, userSlots);
    if (found === null) return null;
    const checkpoint =
      found.checkpoint === null
        ? null
        : await this.bodies.open(ownerId(found.userId), checkpointPlace(runId), found.checkpoint);
    return { ...toStoredRun(found), checkpoint };
  }

  /** Takes a run where it was seen, without looking: in one command, unless its slot is taken by now. */
  private async claimInPlace(
    runId: string,
    claimOf: (slot: string) => UpdateQuery<RunDocument>,
    { userId, slot }: QueuedPlace,
  ): Promise<RunDocument | 'slot-taken' | null> {
    try {
      return await this.#model
        .findOneAndUpdate({ _id: runId, userId, status: 'queued' }, claimOf(slotOf(userId, slot)), {
          returnDocument: 'after',
        })
        .lean();
    } catch (error) {
      if (isDuplicateKey(error)) return 'slot-taken';
      throw error;
    }
  }

  private async claimLooking(
    runId: string,
    claim: {
      readonly now: Date | null;
      readonly change: NonNullable<UpdateQuery<RunDocument>['$set']>;
      readonly claimOf: (slot: string) => UpdateQuery<RunDocument>;
    },
    userSlots: number | null,
  ): Promise<RunDocument | null> {
    const { now, change, claimOf } = claim;
    const free: QueryFilter<RunDocument>[] = [silentAt(now)];
    if (userSlots === null) free.push({ status: 'queued' });
    const found = await this.#model
      .findOneAndUpdate({ _id: runId, $or: free }, claimAt(now, change), { returnDocument: 'after' })
      .lean();
    return found ?? (userSlots === null ? null : this.claimQueued(runId, claimOf, userSlots));
  }

  /**
   * Takes a queued run together with one of its owner's slots. The index over slots, not this code, sees to it that two
   * workers never take the same one.
   */
  private async claimQueued(
    runId: string,
    claimOf: (slot: string) => UpdateQuery<RunDocument>,
    userSlots: number,
  ): Promise<RunDocument | null> {
    const run = await this.#model.findOne({ _id: runId, status: 'queued' }, { userId: 1 }).lean();
    if (run === null) return null;
    const running = await this.#model.find({ status: 'running', userId: run.userId }, { slot: 1 }).lean();
    if (running.length >= userSlots) return null;
    const taken = new Set(running.map(({ slot }) => slot));
    for (let number = 0; number < userSlots; number += 1) {
      const slot = slotOf(run.userId, number);
      if (taken.has(slot)) continue;
      try {
        return await this.#model
          .findOneAndUpdate({ _id: runId, status: 'queued' }, claimOf(slot), { returnDocument: 'after' })
          .lean();
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    }
    return null;
  }

  /** Told with the database's clock. Throws `StaleFenceError` when the run is another worker's by now, or has ended. */
  async heartbeat(fence: RunFence): Promise<HeartbeatAnswer> {
    const run = await this.writeFenced(fence, { $currentDate: { heartbeatAt: true } });
    return { cancelRequested: run.cancelRequestedAt !== null };
  }

  /** Stores the state to go on from, and the last place of the log that it covers. Throws `StaleFenceError`. */
  async saveCheckpoint(
    fence: RunFence,
    run: Pick<StoredRun, 'userId'>,
    state: { seq: number; json: string },
  ): Promise<void> {
    const checkpoint = await this.bodies.seal(ownerId(run.userId), checkpointPlace(fence.runId), state.json);
    const { attempt } = fence;
    await this.writeFenced(fence, { $set: { checkpoint, checkpointSeq: state.seq, progressAttempt: attempt } });
  }

  /**
   * Gives the run up until `promptId` is answered: `running` to `waiting`, with the state to go on from. The attempt goes
   * up by one, so that nothing this worker still writes is taken. `false` when the user has asked to stop it meanwhile.
   * Throws `StaleFenceError`. Done once, also over a connection that breaks.
   */
  async suspend(
    fence: RunFence,
    run: Pick<StoredRun, 'userId'>,
    state: { promptId: string; until: Date; seq: number; json: string },
  ): Promise<boolean> {
    const { runId, attempt } = fence;
    const checkpoint = await this.bodies.seal(ownerId(run.userId), checkpointPlace(runId), state.json);
    const waits = { status: 'waiting', waitingPromptId: state.promptId, checkpointSeq: state.seq } as const;
    const change: UpdateQuery<RunDocument> = {
      $set: {
        ...waits,
        waitingUntil: state.until,
        checkpoint,
        progressAttempt: attempt + 1,
        workerId: null,
        heartbeatAt: null,
      },
      $inc: { attempt: 1 },
      $unset: { slot: 1 },
    };
    const free = { _id: runId, attempt, status: 'running', cancelRequestedAt: null } as const;
    const { matchedCount } = await despiteLostConnection(() => this.#model.updateOne(free, change).exec());
    // Where this write was done and its acknowledgement lost, the run waits for this question already.
    if (matchedCount > 0 || (await this.#model.exists({ _id: runId, attempt: attempt + 1, ...waits })) !== null) {
      return true;
    }
    const { cancelRequested } = await this.heartbeat(fence);
    if (cancelRequested) return false;
    throw new StaleFenceError(runId);
  }

  /** Ends the run for good, once, also over a connection that breaks. Throws `StaleFenceError`. */
  async endRun(fence: RunFence, status: 'finished' | 'failed' | 'cancelled', error: RunFailure | null): Promise<void> {
    const end = { status, endedAt: new Date() };
    const change: UpdateQuery<RunDocument> = { $set: { ...end, error, checkpoint: null }, $unset: { slot: 1 } };
    try {
      await despiteLostConnection(() => this.writeFenced(fence, change));
    } catch (failure) {
      // Where this write was done and its acknowledgement lost, the run has this very end already.
      const { runId, attempt } = fence;
      if (!(failure instanceof StaleFenceError)) throw failure;
      if ((await this.#model.exists({ _id: runId, attempt, ...end })) === null) throw failure;
    }
  }

  /** Gives a run back so that another worker can claim it at once. Throws `StaleFenceError`. */
  async handOver(fence: RunFence): Promise<void> {
    await this.writeFenced(fence, { $set: { heartbeatAt: new Date(0), workerId: null } });
  }

  /**
   * Takes a run that its user has asked to stop from the worker that has it: the attempt goes up by one, so that nothing
   * this worker still writes is taken, and another can claim the run at once. `null` when it has ended, when nobody asked,
   * or when it is another attempt's by now.
   */
  async takeToStop({ runId, attempt }: RunFence): Promise<StoredRun | null> {
    const found = await this.#model
      .findOneAndUpdate(
        { _id: runId, attempt, status: 'running', cancelRequestedAt: { $ne: null } },
        { $set: { heartbeatAt: new Date(0), workerId: null }, $inc: { attempt: 1 } },
        { returnDocument: 'after', projection: WITHOUT_CHECKPOINT },
      )
      .lean();
    return found === null ? null : toStoredRun(found);
  }

  /** Runs that nobody works at and nobody will be told of: to be enqueued (again). At most `limit`, oldest first. */
  async findLost(now: Date | null = null, limit = 100): Promise<StoredRun[]> {
    const here = (now ?? new Date()).getTime();
    const enqueueLost = new Date(here - ENQUEUE_LOST_MS);
    const stale = new Date(here - HEARTBEAT_STALE_MS);
    const found = await this.#model
      .find(
        {
          $or: [
            { status: 'queued', enqueuedAt: null, createdAt: { $lt: stale } },
            { status: 'queued', enqueuedAt: { $lt: enqueueLost } },
            silentAt(now),
          ],
        },
        WITHOUT_CHECKPOINT,
      )
      .sort({ createdAt: 1 })
      .limit(limit)
      .lean();
    return found.map(toStoredRun);
  }

  /**
   * Runs that still wait long after the time of their question was over: it was closed without them, or is gone. At most
   * `limit`, oldest first.
   */
  async findWaitingTooLong(now = new Date(), limit = 100): Promise<StoredRun[]> {
    const overdue = new Date(now.getTime() - WAIT_OVERDUE_MS);
    const found = await this.#model
      .find({ status: 'waiting', waitingUntil: { $lt: overdue } }, WITHOUT_CHECKPOINT)
      .sort({ waitingUntil: 1 })
      .limit(limit)
      .lean();
    return found.map(toStoredRun);
  }

  async markEnqueued(runId: string, at = new Date()): Promise<void> {
    await this.#model.updateOne({ _id: runId }, { $set: { enqueuedAt: at } });
  }

  /** The owner of a run, for whoever relays its log; `null` when it does not exist. */
  async findRun(runId: string): Promise<StoredRun | null> {
    const found = await this.#model.findById(runId, WITHOUT_CHECKPOINT).lean();
    return found === null ? null : toStoredRun(found);
  }

  private async writeFenced({ runId, attempt }: RunFence, update: UpdateQuery<RunDocument>): Promise<StoredRun> {
    const found = await this.#model
      .findOneAndUpdate({ _id: runId, attempt, status: 'running' }, update, {
        returnDocument: 'after',
        projection: WITHOUT_CHECKPOINT,
      })
      .lean();
    if (found === null) throw new StaleFenceError(runId);
    return toStoredRun(found);
  }
}

function claimAt(now: Date | null, change: NonNullable<UpdateQuery<RunDocument>['$set']>): UpdateQuery<RunDocument> {
  const $inc = { attempt: 1 };
  if (now !== null) return { $set: { ...change, heartbeatAt: now, startedAt: now }, $inc };
  return { $set: change, $currentDate: { heartbeatAt: true, startedAt: true }, $inc };
}
