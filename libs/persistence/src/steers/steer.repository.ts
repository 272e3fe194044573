import { Schema, type Connection } from 'mongoose';
import { z } from 'zod';
import type { BodyVault } from '../bodies/body-vault.js';
import { OwnedCollection } from '../connection/owned-collection.js';
import type { OwnerId } from '../owner-id.js';

/** What a user tells a run under way. The id is the browser's. */
export interface NewSteer {
  readonly id: string;
  readonly runId: string;
  readonly conversationId: string;
  readonly text: string;
}

/** `open`: not read yet; `told`: its run has read it; `withdrawn`: no run will. */
export type SteerState = 'open' | 'told' | 'withdrawn';

interface SteerDocument extends Omit<NewSteer, 'id' | 'text'> {
  readonly _id: string;
  readonly userId: string;
  readonly state: SteerState;
  /** Its text, encrypted, for as long as it is open. */
  readonly body: Buffer | null;
  readonly createdAt: Date;
}

/** For so long a page that was away is told that a steer was read. */
const KEPT_SECONDS = 30 * 24 * 60 * 60;

const steerSchema = new Schema<SteerDocument>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    runId: { type: String, required: true },
    conversationId: { type: String, required: true },
    state: { type: String, enum: ['open', 'told', 'withdrawn'], required: true },
    body: { type: Buffer, default: null },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
)
  .index({ userId: 1, runId: 1, state: 1, createdAt: 1 })
  .index({ createdAt: 1 }, { expireAfterSeconds: KEPT_SECONDS });

/** What users tell runs under way, until these have read it. */
export class SteerRepository {
  readonly #stored: OwnedCollection<SteerDocument>;

  constructor(
    connection: Connection,
    private readonly bodies: BodyVault,
  ) {
    this.#stored = new OwnedCollection(connection, { model: 'Steer', collection: 'steers' }, steerSchema);
  }

  /** Makes the collection's indexes. */
  createIndexes(): Promise<void> {
    return this.#stored.createIndexes();
  }

  /** Stores a steer that is open; one that is there already stays as it is. */
  async insertOnce(owner: OwnerId, { id, text, ...place }: NewSteer): Promise<void> {
    const body = await this.bodies.sealJson(owner, bodyPlace(id), text);
    await this.#stored.insertSurely(owner, { ...place, _id: id, state: 'open', body, createdAt: new Date() });
  }

  /** `null` when there is none, or none any more. */
  async stateOf(owner: OwnerId, id: string): Promise<SteerState | null> {
    return (await this.#stored.findOne(owner, { _id: id }, { state: 1 }).lean())?.state ?? null;
  }

  /** How many steers a run was sent, read or not. */
  count(owner: OwnerId, runId: string): Promise<number> {
    return this.#stored.count(owner, { runId });
  }

  /** What a run has not read yet, oldest first. */
  async listOpen(owner: OwnerId, runId: string): Promise<Pick<NewSteer, 'id' | 'text'>[]> {
    const found = await this.#stored.find(owner, { runId, state: 'open' }).sort({ createdAt: 1, _id: 1 }).lean();
    return Promise.all(
      found.map(async ({ _id: id, body }) => ({
        id,
        text: body === null ? '' : z.string().parse(await this.bodies.openJson(owner, bodyPlace(id), body)),
      })),
    );
  }

  /** Notes that a run has read these, and drops their texts. */
  async markTold(owner: OwnerId, ids: readonly string[]): Promise<void> {
    const change = { $set: { state: 'told', body: null } } as const;
    await this.#stored.updateMany(owner, { _id: { $in: [...ids] }, state: 'open' }, change);
  }

  /** Takes a steer back. The answer is how it stands then: `told` when its run was faster, `null` when there is none. */
  async withdraw(owner: OwnerId, id: string): Promise<SteerState | null> {
    const change = { $set: { state: 'withdrawn', body: null } } as const;
    await this.#stored.updateOne(owner, { _id: id, state: 'open' }, change);
    return this.stateOf(owner, id);
  }

  async deleteOfConversation(owner: OwnerId, conversationId: string): Promise<void> {
    await this.#stored.deleteMany(owner, { conversationId });
  }
}

function bodyPlace(id: string) {
  return { collection: 'steers', id, field: 'body' };
}
