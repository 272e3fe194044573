import type { Connection } from 'mongoose';

/** What there is once per installation, beside the users' own collections. */
export class SystemInstallationRepository {
  constructor(private readonly connection: Connection) {}

  /** Makes the indexes that sign-in relies on, before anybody can sign up. The sign-in library owns the documents. */
  async ensureIndexes(): Promise<void> {
    await this.connection.collection('user').createIndex({ email: 1 }, { unique: true }, {});
    await this.connection.collection('session').createIndex({ token: 1 }, { unique: true }, {});
  }
}
