import type { Connection, Model } from 'mongoose';
import { secretSchema, type SecretDocument } from './secret.document.js';

/** A search through the history, or its masking, that is not over. */
export interface OpenSecretTask {
  readonly userId: string;
  readonly secretId: string;
  readonly version: number;
  readonly task: 'scan' | 'scrub';
}

/** Everybody's secrets, for the sweeper; it reads ids only. */
export class SystemSecretRepository {
  readonly #model: Model<SecretDocument>;

  constructor(connection: Connection) {
    this.#model = connection.model<SecretDocument>('SystemSecret', secretSchema, 'secrets');
  }

  /** Tasks that are not over, at most `limit`. */
  async listOpenTasks(limit = 100): Promise<OpenSecretTask[]> {
    const open = { 'scan.state': { $in: ['running', 'scrubbing'] as const } };
    const found = await this.#model.find(open, { userId: 1, version: 1, scan: 1 }).limit(limit).lean();
    return found.map(({ _id: secretId, userId, version, scan }) => {
      return { userId, secretId, version, task: scan?.state === 'scrubbing' ? 'scrub' : 'scan' };
    });
  }
}
