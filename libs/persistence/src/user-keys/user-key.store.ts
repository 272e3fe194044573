import type { Connection, Model } from 'mongoose';
import type { UserKeyStore, WrappedUserKey } from '../body-encryption/index.js';
import { isDuplicateKey } from '../connection/duplicate-key.js';
import { type UserKeyDocument, userKeySchema } from './user-key.document.js';

/** Each user's wrapped data key, under the user's id. Removing it makes every body of that user unreadable for good. */
export class MongoUserKeyStore implements UserKeyStore {
  private readonly model: Model<UserKeyDocument>;

  constructor(connection: Connection) {
    this.model = connection.model<UserKeyDocument>('UserKey', userKeySchema, 'userKeys');
  }

  async find(userId: string): Promise<WrappedUserKey | null> {
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
