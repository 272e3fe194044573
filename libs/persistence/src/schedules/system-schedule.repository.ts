import { randomUUID } from 'node:crypto';
import type { Connection, Model } from 'mongoose';
import type { BodyVault } from '../bodies/body-vault.js';
import { ownerId, type OwnerId } from '../owner-id.js';
import { openSchedule } from './schedule-body.js';
import {
  scheduleSchema,
  type ScheduleDocument,
  type ScheduleOutcomeDocument,
  type StoredSchedule,
} from './schedule.document.js';

/** Whoever fires a schedule and tells nothing for so long is taken to be lost, in milliseconds. */
const CLAIM_MS = 30_000;

/** A firing that is to be made now; nobody else makes it meanwhile. */
export interface ScheduleFiring {
  readonly id: string;
  readonly owner: OwnerId;
  /** When it was to be; with the schedule's id, what its ids are derived from. */
  readonly dueAt: Date;
  readonly cron: string;
  readonly timeZone: string;
  /** Which try it is, 1 for the first. */
  readonly attempt: number;
  readonly claim: string;
  /** Opens what the schedule says. Throws `BodyCipherError`. */
  open(): Promise<StoredSchedule>;
}

/** Schedules of all owners, for whoever fires them. */
export class SystemScheduleRepository {
  readonly #stored: Model<ScheduleDocument>;

  constructor(
    connection: Connection,
    private readonly bodies: BodyVault,
  ) {
    this.#stored = connection.model<ScheduleDocument>('SystemSchedule', scheduleSchema, 'schedules');
  }

  /** Ids of schedules that are due and that nobody is firing, the longest due first, at most `limit`. */
  async findDue(limit: number, now = new Date()): Promise<string[]> {
    const found = await this.#stored.find(dueAt(now), { _id: 1 }).sort({ nextAt: 1 }).limit(limit).lean();
    return found.map(({ _id }) => _id);
  }

  /** Takes a firing that is due; `null` when it is not, or somebody else has it. */
  async claim(id: string, now = new Date()): Promise<ScheduleFiring | null> {
    const claim = randomUUID();
    const taken = { claim, claimedUntil: new Date(now.getTime() + CLAIM_MS) };
    const found = await this.#stored
      .findOneAndUpdate({ _id: id, ...dueAt(now) }, { $set: taken, $inc: { attempts: 1 } }, { returnDocument: 'after' })
      .lean();
    if (found === null || found.nextAt === null) return null;
    const owner = ownerId(found.userId);
    const { cron, timeZone, nextAt, attempts } = found;
    const open = (): Promise<StoredSchedule> => openSchedule(this.bodies, owner, found);
    return { id, owner, dueAt: nextAt, cron, timeZone, attempt: attempts, claim, open };
  }

  /**
   * Notes what came of a firing, and when the next one is. A schedule that its owner changed meanwhile keeps the time
   * they gave it; a claim that was given up for lost changes nothing.
   */
  async settle(firing: ScheduleFiring, lastOutcome: ScheduleOutcomeDocument, nextAt: Date): Promise<void> {
    const mine = { _id: firing.id, claim: firing.claim };
    const free = { lastOutcome, claim: null, claimedUntil: null };
    const onward = { $set: { ...free, nextAt, attempts: 0 } };
    const { matchedCount } = await this.#stored.updateOne({ ...mine, nextAt: firing.dueAt }, onward);
    if (matchedCount === 0) await this.#stored.updateOne(mine, { $set: free });
  }
}

function dueAt(now: Date) {
  return {
    enabled: true,
    nextAt: { $lte: now },
    $or: [{ claimedUntil: null }, { claimedUntil: { $lte: now } }],
  };
}
