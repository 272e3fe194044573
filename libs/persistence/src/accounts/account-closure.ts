/*
 * The end of an account. The user's wrapped data key goes first: from then on nothing that was said or written down opens
 * any more, whatever of it is still stored, in a backup too as long as that has no copy of the key. The rest is tidying up
 * and can be repeated after a crash at any point.
 */
import type { Connection, Model } from 'mongoose';
import type { BodyVault } from '../bodies/body-vault.js';
import { ownerId, type OwnerId } from '../owner-id.js';
import type { MongoUserKeyStore } from '../user-keys/user-key.store.js';
import { closedAccountSchema, type ClosedAccountDocument } from './closed-account.document.js';

/** Collections of the sign-in library, which removes what is its own. */
const SIGN_IN = new Set(['user', 'session', 'account', 'verification', 'rateLimit']);

/** A process that still has the key in memory may write for so long, in milliseconds; after it, all is removed once more. */
const SETTLE_MS = 10 * 60_000;

/** See the head of this file. */
export class AccountClosure {
  readonly #closed: Model<ClosedAccountDocument>;

  constructor(
    private readonly connection: Connection,
    private readonly bodies: BodyVault,
    private readonly userKeys: MongoUserKeyStore,
  ) {
    this.#closed = connection.model<ClosedAccountDocument>('ClosedAccount', closedAccountSchema, 'closedAccounts');
  }

  /** Destroys the user's data key, and keeps a new one from being made. Repeating it changes nothing. */
  async destroyKey(owner: OwnerId): Promise<void> {
    const mark = { $setOnInsert: { closedAt: new Date(), emptiedAt: null } };
    await this.#closed.updateOne({ _id: owner }, mark, { upsert: true });
    await this.userKeys.remove(owner);
    this.bodies.forget(owner);
  }

  /** Removes every document of the user from every collection but those of the sign-in library. Can be repeated. */
  async removeEverything(owner: OwnerId, now = new Date()): Promise<void> {
    const { db } = this.connection;
    if (db === undefined) throw new TypeError('The connection is not open yet.');
    for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
      if (!SIGN_IN.has(name)) await db.collection(name).deleteMany({ userId: owner });
    }
    await this.userKeys.remove(owner);
    const settled = { _id: owner, closedAt: { $lt: new Date(now.getTime() - SETTLE_MS) } };
    await this.#closed.updateOne(settled, { $set: { emptiedAt: now } });
  }

  /** Accounts that are closed and may still have something, at most 100. */
  async listUnsettled(): Promise<OwnerId[]> {
    const found = await this.#closed.find({ emptiedAt: null }, { _id: 1 }).limit(100).lean();
    return found.map(({ _id }) => ownerId(_id));
  }
}
