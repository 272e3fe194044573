import { notFound } from '@cloakroom/platform';
import type { Connection, Model } from 'mongoose';
import { isDuplicateKey } from '../connection/duplicate-key.js';
import type { OwnerId } from '../owner-id.js';
import { runSchema, type RunDocument } from './run.document.js';
import { toStoredRun, WITHOUT_CHECKPOINT, type StoredRun } from './stored-run.js';

/** A run to be queued. */
export interface NewRun {
  readonly id: string;
  readonly conversationId: string;
  readonly userMessageId: string;
  readonly assistantMessageId: string;
}

/** Runs of one owner at a time, as the gateway uses them. */
export class RunRepository {
  readonly model: Model<RunDocument>;

  constructor(connection: Connection) {
    this.model = connection.model<RunDocument>('Run', runSchema, 'runs');
  }

  /** Stores a queued run once; a second try with the same id changes nothing. Returns what is stored. */
  async insertQueued(owner: OwnerId, run: NewRun): Promise<StoredRun> {
    const { id, ...rest } = run;
    try {
      await this.model.create({ ...rest, _id: id, userId: owner, status: 'queued', attempt: 0, createdAt: new Date() });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    return this.find(owner, id);
  }

  /** Throws `not-found`, also for another owner's run. */
  async find(owner: OwnerId, id: string): Promise<StoredRun> {
    const found = await this.model.findOne({ _id: id, userId: owner }, WITHOUT_CHECKPOINT).lean();
    if (found === null) throw notFound('run');
    return toStoredRun(found);
  }

  async listByIds(owner: OwnerId, ids: readonly string[]): Promise<StoredRun[]> {
    const found = await this.model.find({ userId: owner, _id: { $in: [...ids] } }, WITHOUT_CHECKPOINT).lean();
    return found.map(toStoredRun);
  }

  /** Notes the wish to stop, once. Returns the run as it is then. Throws `not-found`. */
  async requestCancel(owner: OwnerId, id: string): Promise<StoredRun> {
    await this.model.updateOne(
      { _id: id, userId: owner, status: { $in: ['queued', 'running'] }, cancelRequestedAt: null },
      { $set: { cancelRequestedAt: new Date() } },
    );
    return this.find(owner, id);
  }

  /** Ends a run that no worker has: `queued` to `cancelled`. `false` when it was not queued any more. */
  async cancelQueued(owner: OwnerId, id: string): Promise<boolean> {
    const { modifiedCount } = await this.model.updateOne(
      { _id: id, userId: owner, status: 'queued' },
      { $set: { status: 'cancelled', endedAt: new Date() } },
    );
    return modifiedCount === 1;
  }

  async deleteOfConversation(owner: OwnerId, conversationId: string): Promise<void> {
    await this.model.deleteMany({ userId: owner, conversationId });
  }
}
