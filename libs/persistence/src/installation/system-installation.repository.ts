import { Schema, type Connection, type Model } from 'mongoose';
import { isDuplicateKey } from '../connection/duplicate-key.js';

/** A claim whose account was not made within this time was a failed sign-up, in milliseconds. */
const CLAIM_TIME_MS = 30_000;
const ADMINISTRATOR = 'administrator';

interface InstallationDocument {
  readonly _id: string;
  readonly userId: string;
  readonly claimedAt: Date;
}

const installationSchema = new Schema<InstallationDocument>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    claimedAt: { type: Date, required: true },
  },
  { versionKey: false },
);

/** What there is once per installation: who its administrator is. */
export class SystemInstallationRepository {
  private readonly model: Model<InstallationDocument>;

  constructor(private readonly connection: Connection) {
    this.model = connection.model<InstallationDocument>('Installation', installationSchema, 'installation');
  }

  /** Makes the indexes of accounts that sign-in relies on. */
  async ensureIndexes(): Promise<void> {
    await this.connection.collection('user').createIndex({ email: 1 }, { unique: true });
    await this.connection.collection('session').createIndex({ token: 1 }, { unique: true });
  }

  /**
   * Whether the account about to be made under `userId` is the administrator's: the first one, however many sign up at
   * once. A claim of a sign-up that failed half-way is given to the next one after 30 s.
   */
  async claimAdministrator(userId: string, now = new Date()): Promise<boolean> {
    try {
      await this.model.create({ _id: ADMINISTRATOR, userId, claimedAt: now });
      return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    const claim = await this.model.findById(ADMINISTRATOR).lean();
    if (claim === null || now.getTime() - claim.claimedAt.getTime() < CLAIM_TIME_MS) return false;
    const holder = await this.connection.collection<{ _id: string }>('user').findOne({ _id: claim.userId });
    if (holder !== null) return false;
    const { modifiedCount } = await this.model.updateOne(
      { _id: ADMINISTRATOR, userId: claim.userId, claimedAt: claim.claimedAt },
      { $set: { userId, claimedAt: now } },
    );
    return modifiedCount === 1;
  }
}
