import { MAX_SCHEDULES } from '@cloakroom/contracts';
import { conflict, notFound } from '@cloakroom/platform';
import type { Connection } from 'mongoose';
import type { BodyVault } from '../bodies/body-vault.js';
import { OwnedCollection } from '../connection/owned-collection.js';
import type { OwnerId } from '../owner-id.js';
import { openSchedule, sealSchedule, type ScheduleBody } from './schedule-body.js';
import {
  scheduleSchema,
  type ScheduleDocument,
  type ScheduleOutcomeDocument,
  type StoredSchedule,
} from './schedule.document.js';

/** A schedule's settings as they are to be; `nextAt` is its next firing, `null` when it is off. */
export type ScheduleSettings = ScheduleBody &
  Pick<ScheduleDocument, 'cron' | 'timeZone' | 'conversation' | 'enabled' | 'nextAt'>;

/** Schedules of one owner at a time. */
export class ScheduleRepository {
  readonly #stored: OwnedCollection<ScheduleDocument>;

  constructor(
    connection: Connection,
    private readonly bodies: BodyVault,
  ) {
    this.#stored = new OwnedCollection(connection, { model: 'Schedule', collection: 'schedules' }, scheduleSchema);
  }

  /** Makes the collection's indexes. */
  createIndexes(): Promise<void> {
    return this.#stored.createIndexes();
  }

  /** Throws `too-many-schedules` (409) when there are {@link MAX_SCHEDULES}. */
  async create(owner: OwnerId, id: string, settings: ScheduleSettings): Promise<StoredSchedule> {
    const now = new Date();
    const { cron, timeZone, conversation, enabled, nextAt } = settings;
    const body = await sealSchedule(this.bodies, owner, id, settings);
    const fresh = { claim: null, claimedUntil: null, attempts: 0, lastOutcome: null, createdAt: now, updatedAt: now };
    await this.#stored.insert(owner, { ...fresh, _id: id, body, cron, timeZone, conversation, enabled, nextAt });
    if ((await this.#stored.count(owner)) <= MAX_SCHEDULES) return this.find(owner, id);
    await this.#stored.deleteOne(owner, { _id: id });
    const message = `You have ${MAX_SCHEDULES} schedules, which is as many as fit. Delete one first.`;
    throw conflict('too-many-schedules', message);
  }

  /** Throws `not-found`, also for another owner's schedule. */
  async find(owner: OwnerId, id: string): Promise<StoredSchedule> {
    const found = await this.#stored.findOne(owner, { _id: id }).lean();
    if (found === null) throw notFound('schedule');
    return openSchedule(this.bodies, owner, found);
  }

  /** Oldest first. */
  async list(owner: OwnerId): Promise<StoredSchedule[]> {
    const found = await this.#stored.find(owner).sort({ createdAt: 1, _id: 1 }).lean();
    return Promise.all(found.map((document) => openSchedule(this.bodies, owner, document)));
  }

  /**
   * Replaces the settings of a schedule as it was read. Throws `not-found`, and `schedule-changed` (409) when it was
   * changed meanwhile. A firing that has begun is not undone.
   */
  async replace(owner: OwnerId, before: StoredSchedule, settings: ScheduleSettings): Promise<StoredSchedule> {
    const { cron, timeZone, conversation, enabled, nextAt } = settings;
    const body = await sealSchedule(this.bodies, owner, before.id, settings);
    const updatedAt = new Date(Math.max(Date.now(), before.updatedAt.getTime() + 1));
    const isMoved = nextAt?.getTime() !== before.nextAt?.getTime();
    const moved = isMoved ? { nextAt, attempts: 0 } : {};
    const same = { _id: before.id, updatedAt: before.updatedAt };
    const fields = { body, cron, timeZone, conversation, enabled, updatedAt, ...moved };
    const { matchedCount } = await this.#stored.updateOne(owner, same, { $set: fields });
    const after = await this.find(owner, before.id);
    if (matchedCount === 1) return after;
    throw conflict('schedule-changed', 'This schedule was changed elsewhere meanwhile. Look at it again.');
  }

  /** Notes what came of running a schedule out of its turn. */
  async noteOutcome(owner: OwnerId, id: string, lastOutcome: ScheduleOutcomeDocument): Promise<void> {
    await this.#stored.updateOne(owner, { _id: id }, { $set: { lastOutcome } });
  }

  /** Answers with what it was. Throws `not-found`. */
  async delete(owner: OwnerId, id: string): Promise<StoredSchedule> {
    const schedule = await this.find(owner, id);
    await this.#stored.deleteOne(owner, { _id: id });
    return schedule;
  }
}
