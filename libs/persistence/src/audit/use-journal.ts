import { randomUUID } from 'node:crypto';
import { loggedRequestSchema, secretModeSchema } from '@cloakroom/contracts';
import { Schema, type Connection } from 'mongoose';
import { z } from 'zod';
import type { BodyVault } from '../bodies/body-vault.js';
import { despiteLostConnection } from '../connection/lost-connection.js';
import { OwnedCollection } from '../connection/owned-collection.js';
import type { OwnerId } from '../owner-id.js';

/** Which call of which run. */
export interface JournalPlace {
  readonly runId: string;
  readonly toolCallId: string;
}

/** One request may hold more secrets than a receipt tells of. */
const everySecret = z.array(loggedRequestSchema.shape.secrets.unwrap().element).optional();

const journalUseSchema = z.discriminatedUnion('kind', [
  /** A request that is about to leave with secrets, redacted. */
  z.object({ kind: z.literal('sent'), request: loggedRequestSchema.extend({ secrets: everySecret }) }),
  /** A secret that is about to sign, for the first time in its call. */
  z.object({ kind: z.literal('signed'), name: z.string(), mode: secretModeSchema }),
]);

/** A use of secrets that has no entry in the audit trail yet. */
export type JournalUse = z.infer<typeof journalUseSchema>;

interface UseDocument extends JournalPlace {
  readonly _id: string;
  readonly userId: string;
  readonly at: Date;
  readonly body: Buffer;
}

/** As long as the audit trail keeps an entry; nothing is there for more than minutes unless no worker takes the run. */
const KEPT_SECONDS = 90 * 24 * 60 * 60;

const useSchema = new Schema<UseDocument>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    runId: { type: String, required: true },
    toolCallId: { type: String, required: true },
    at: { type: Date, required: true },
    body: { type: Buffer, required: true },
  },
  { versionKey: false },
)
  .index({ userId: 1, runId: 1, toolCallId: 1 })
  .index({ at: 1 }, { expireAfterSeconds: KEPT_SECONDS });

/**
 * Uses of secrets by calls that are under way, written before they happen: what a worker that is killed in the middle of
 * a call had let out is found here by the next one. Encrypted for their owner.
 */
export class UseJournal {
  readonly #stored: OwnedCollection<UseDocument>;

  constructor(
    connection: Connection,
    private readonly bodies: BodyVault,
  ) {
    this.#stored = new OwnedCollection(connection, { model: 'SecretUse', collection: 'secretUses' }, useSchema);
  }

  /** Makes the collection's indexes. */
  createIndexes(): Promise<void> {
    return this.#stored.createIndexes();
  }

  /**
   * Writes a use down, once, also over a connection that breaks. What is in it must be redacted already. Throws when the
   * database does not answer.
   */
  async note(owner: OwnerId, { runId, toolCallId }: JournalPlace, use: JournalUse): Promise<void> {
    const id = randomUUID();
    const body = await this.bodies.sealJson(owner, placeOf(id), use);
    await this.#stored.insertSurely(owner, { _id: id, runId, toolCallId, at: new Date(), body });
  }

  /** Forgets the uses of a call, once they are in the audit trail. */
  async settle(owner: OwnerId, { runId, toolCallId }: JournalPlace): Promise<void> {
    await despiteLostConnection(() => this.#stored.deleteMany(owner, { runId, toolCallId }));
  }

  /** What is left of a run's calls, by call, in the order in which it happened. */
  async unsettled(owner: OwnerId, runId: string): Promise<Map<string, JournalUse[]>> {
    const found = new Map<string, JournalUse[]>();
    const stored = await despiteLostConnection(() => this.#stored.find(owner, { runId }).sort({ at: 1 }).lean());
    for (const { _id, toolCallId, body } of stored) {
      const use = journalUseSchema.parse(await this.bodies.openJson(owner, placeOf(_id), body));
      found.set(toolCallId, [...(found.get(toolCallId) ?? []), use]);
    }
    return found;
  }
}

function placeOf(id: string) {
  return { collection: 'secretUses', id, field: 'body' };
}
