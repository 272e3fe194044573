import { type DrillReport, type DrillView, drillReportSchema } from '@cloakroom/contracts';
import { Schema, type Connection, type Model } from 'mongoose';
import { OwnedCollection } from '../connection/owned-collection.js';
import type { OwnerId } from '../owner-id.js';

interface DrillDocument {
  /** The owner's id: there is one for each user. */
  readonly _id: string;
  readonly userId: string;
  readonly state: DrillView['state'];
  readonly made: number;
  readonly all: number;
  /** When the state last moved. */
  readonly movedAt: Date;
  /** JSON of the last report that was completed; it holds nothing of its user. */
  readonly report: string | null;
}

const drillSchema = new Schema<DrillDocument>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    state: { type: String, enum: ['none', 'queued', 'running', 'done', 'failed'], required: true },
    made: { type: Number, required: true },
    all: { type: Number, required: true },
    movedAt: { type: Date, required: true },
    report: { type: String, default: null },
  },
  { versionKey: false },
).index({ state: 1, movedAt: 1 });

/** A drill that nobody has moved for so long has lost its worker, in milliseconds. */
export const DRILL_STALE_MS = 90_000;

/** Drills of one owner at a time. */
export class DrillRepository {
  readonly #stored: OwnedCollection<DrillDocument>;

  constructor(connection: Connection) {
    this.#stored = new OwnedCollection(connection, { model: 'Drill', collection: 'drills' }, drillSchema);
  }

  /** Makes the collection's indexes. */
  createIndexes(): Promise<void> {
    return this.#stored.createIndexes();
  }

  async find(owner: OwnerId, now = new Date()): Promise<DrillView> {
    const found = await this.#stored.findOne(owner, {}).lean();
    if (found === null) return { state: 'none', made: 0, all: 0, report: null };
    const lost = found.state === 'running' && now.getTime() - found.movedAt.getTime() > DRILL_STALE_MS;
    const report = found.report === null ? null : drillReportSchema.parse(JSON.parse(found.report));
    return { state: lost ? 'failed' : found.state, made: found.made, all: found.all, report };
  }

  /** Asks for a drill, unless one is waiting or under way. */
  async request(owner: OwnerId, now = new Date()): Promise<void> {
    const { state } = await this.find(owner, now);
    if (state === 'queued' || state === 'running') return;
    const fields = { state: 'queued', made: 0, all: 0, movedAt: now } as const;
    await this.#stored.findOneAndUpdate(owner, { _id: owner }, { $set: fields }, { upsert: true });
  }

  async deleteAll(owner: OwnerId): Promise<void> {
    await this.#stored.deleteMany(owner);
  }
}

/** Drills of all owners, for the workers that make them. */
export class SystemDrillRepository {
  readonly #model: Model<DrillDocument>;

  constructor(connection: Connection) {
    this.#model = connection.model<DrillDocument>('SystemDrill', drillSchema, 'drills');
  }

  /** Takes the drill that has waited longest; the owner's id, or `null` when none waits. */
  async claim(now = new Date()): Promise<string | null> {
    const found = await this.#model
      .findOneAndUpdate({ state: 'queued' }, { $set: { state: 'running', movedAt: now } }, { sort: { movedAt: 1 } })
      .lean();
    return found?.userId ?? null;
  }

  async progress(userId: string, made: number, all: number): Promise<void> {
    await this.#model.updateOne({ _id: userId, state: 'running' }, { $set: { made, all, movedAt: new Date() } });
  }

  /** Ends a drill; without a report it could not be made, and an earlier report stays. */
  async finish(userId: string, report: DrillReport | null): Promise<void> {
    const fields = report === null ? { state: 'failed' } : { state: 'done', report: JSON.stringify(report) };
    await this.#model.updateOne({ _id: userId, state: 'running' }, { $set: { ...fields, movedAt: new Date() } });
  }
}
