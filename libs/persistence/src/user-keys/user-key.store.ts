import { userError } from '@cloakroom/platform';
import type { Connection, Model } from 'mongoose';
import { closedAccountSchema, type ClosedAccountDocument } from '../accounts/closed-account.document.js';
import type { UserKeyStore, WrappedUserKey } from '../body-encryption/index.js';
import { isDuplicateKey } from '../connection/duplicate-key.js';
import { type UserKeyDocument, userKeySchema } from './user-key.document.js';

/** Each user's wrapped data key, under the user's id. Removing it makes every body of that user unreadable for good. */
export class MongoUserKeyStore implements UserKeyStore {
  private readonly model: Model<UserKeyDocument>;
  private readonly closed: Model<ClosedAccountDocument>;

  constructor(connection: Connection) {
    this.model = connection.model<UserKeyDocument>('UserKey', userKeySchema, 'userKeys');
    this.closed = connection.model<ClosedAccountDocument>('ClosedUser', closedAccountSchema, 'closedAccounts');
  }

  /** Throws `account-deleted` for a user whose account was closed: there is no key any more, and never a new one. */
  async find(userId: string): Promise<WrappedUserKey | null> {
    if ((await this.closed.exists({ _id: userId })) !== null) {
      throw userError('account-deleted', 'This account has been deleted.', { status: 410 });
    }
    const found = await this.model.findById(userId).lean();
    return found === null ? null : { kekId: found.kekId, wrapped: found.wrapped };
  }

  async insertIfAbsent(userId: string, { kekId, wrapped }: WrappedUserKey): Promise<boolean> {
    try {
      await this.model.create({ _id: userId, kekId, wrapped });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  async remove(userId: string): Promise<void> {
    await this.model.deleteOne({ _id: userId });
  }
}
