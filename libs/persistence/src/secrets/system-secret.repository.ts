import type { Connection, Model } from 'mongoose';
import { secretSchema, type SecretDocument } from './secret.document.js';

/** Ends of longer ago are not written down any more, in milliseconds. */
const LOOK_BACK_MS = 7 * 24 * 60 * 60_000;

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

  /** Secrets whose time has passed since the last look of any process, each given once; at most 1,000 are looked at. */
  async takeExpired(now = new Date()): Promise<{ readonly userId: string; readonly name: string }[]> {
    const recently = { $lt: now, $gt: new Date(now.getTime() - LOOK_BACK_MS) };
    const fields = { userId: 1, name: 1, expiresAt: 1, expiryNoted: 1 };
    const found = await this.#model.find({ expiresAt: recently }, fields).sort({ expiresAt: -1 }).limit(1_000).lean();
    const taken: { userId: string; name: string }[] = [];
    for (const { _id, userId, name, expiresAt = null, expiryNoted = null } of found) {
      if (expiryNoted?.getTime() === expiresAt?.getTime()) continue;
      const untold = { _id, expiresAt, expiryNoted: { $ne: expiresAt } };
      const { modifiedCount } = await this.#model.updateOne(untold, { $set: { expiryNoted: expiresAt } });
      if (modifiedCount === 1) taken.push({ userId, name });
    }
    return taken;
  }
}
