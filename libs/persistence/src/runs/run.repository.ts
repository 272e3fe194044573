import { runBaseSchema, type RunBase, type RunOrigin } from '@cloakroom/contracts';
import { notFound } from '@cloakroom/platform';
import type { Connection } from 'mongoose';
import type { BodyVault } from '../bodies/body-vault.js';
import { isDuplicateKey } from '../connection/duplicate-key.js';
import { OwnedCollection } from '../connection/owned-collection.js';
import type { OwnerId } from '../owner-id.js';
import { runSchema, type RunDocument } from './run.document.js';
import { checkpointPlace, toStoredRun, WITHOUT_CHECKPOINT, type StoredRun } from './stored-run.js';

/** A run to be queued. */
export interface NewRun {
  readonly id: string;
  readonly conversationId: string;
  readonly userMessageId: string;
  readonly assistantMessageId: string;
  /** Default: `chat`. */
  readonly origin?: RunOrigin;
}

const UNTOUCHED = {
  status: 'queued',
  attempt: 0,
  workerId: null,
  heartbeatAt: null,
  cancelRequestedAt: null,
  waitingPromptId: null,
  progressAttempt: 0,
  checkpoint: null,
  checkpointSeq: 0,
  error: null,
  isolation: null,
  enqueuedAt: null,
  startedAt: null,
  endedAt: null,
} as const;

/** Runs of one owner at a time, as the gateway uses them. */
export class RunRepository {
  readonly #stored: OwnedCollection<RunDocument>;

  constructor(
    connection: Connection,
    private readonly bodies: BodyVault,
  ) {
    const name = { model: 'Run', collection: 'runs' };
    this.#stored = new OwnedCollection(connection, name, runSchema);
  }

  /** Makes the collection's indexes. */
  createIndexes(): Promise<void> {
    return this.#stored.createIndexes();
  }

  /** Stores a queued run once; a second try with the same id changes nothing. Returns what is stored. */
  async insertQueued(owner: OwnerId, run: NewRun): Promise<StoredRun> {
    const { id, ...place } = run;
    try {
      await this.#stored.insert(owner, { ...place, ...UNTOUCHED, _id: id, createdAt: new Date() });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    return this.find(owner, id);
  }

  /** Throws `not-found`, also for another owner's run. */
  async find(owner: OwnerId, id: string): Promise<StoredRun> {
    const found = await this.#stored.findOne(owner, { _id: id }, WITHOUT_CHECKPOINT).lean();
    if (found === null) throw notFound('run');
    return toStoredRun(found);
  }

  /** What the run had told at its last checkpoint, or `null` when it has none (any more). Throws `not-found`. */
  async findBase(owner: OwnerId, id: string): Promise<RunBase | null> {
    const found = await this.#stored.findOne(owner, { _id: id }, { checkpoint: 1 }).lean();
    if (found === null) throw notFound('run');
    if (found.checkpoint === null) return null;
    return runBaseSchema.parse(await this.bodies.openJson(owner, checkpointPlace(id), found.checkpoint));
  }

  async listByIds(owner: OwnerId, ids: readonly string[]): Promise<StoredRun[]> {
    const found = await this.#stored.find(owner, { _id: { $in: [...ids] } }, WITHOUT_CHECKPOINT).lean();
    return found.map(toStoredRun);
  }

  /** Notes the wish to stop, once. Returns the run as it is then. Throws `not-found`. */
  async requestCancel(owner: OwnerId, id: string): Promise<StoredRun> {
    await this.#stored.updateOne(
      owner,
      { _id: id, status: { $in: ['queued', 'running', 'waiting'] }, cancelRequestedAt: null },
      { $set: { cancelRequestedAt: new Date() } },
    );
    return this.find(owner, id);
  }

  /** Ends a run that no worker has: `queued` or `waiting` to `cancelled`. `null` when it was neither any more. */
  async cancelUnclaimed(owner: OwnerId, id: string): Promise<StoredRun | null> {
    const found = await this.#stored
      .findOneAndUpdate(
        owner,
        { _id: id, status: { $in: ['queued', 'waiting'] } },
        { $set: { status: 'cancelled', endedAt: new Date(), waitingPromptId: null, checkpoint: null } },
        { projection: WITHOUT_CHECKPOINT },
      )
      .lean();
    return found === null ? null : toStoredRun(found);
  }

  /**
   * Lets a run go on that waits for `promptId`: `waiting` to `queued`, still to be enqueued. `null` when it does not
   * wait for that question (any more).
   */
  async resume(owner: OwnerId, id: string, promptId: string): Promise<StoredRun | null> {
    const found = await this.#stored
      .findOneAndUpdate(
        owner,
        { _id: id, status: 'waiting', waitingPromptId: promptId },
        { $set: { status: 'queued', waitingPromptId: null, enqueuedAt: null } },
        { projection: WITHOUT_CHECKPOINT },
      )
      .lean();
    return found === null ? null : toStoredRun(found);
  }

  async deleteOfConversation(owner: OwnerId, conversationId: string): Promise<void> {
    await this.#stored.deleteMany(owner, { conversationId });
  }
}
