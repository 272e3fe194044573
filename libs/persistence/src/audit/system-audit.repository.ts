import { AUDIT_RETENTION_DAYS } from '@cloakroom/contracts';
import type { Connection, Model } from 'mongoose';
import { isDuplicateKey } from '../connection/duplicate-key.js';
import { auditSchema, auditStartSchema, type AuditDocument, type AuditStartDocument } from './audit.document.js';

const DAY_MS = 24 * 60 * 60_000;

/** Everybody's audit entries, for the sweeper; it never learns what happened. */
export class SystemAuditRepository {
  readonly #entries: Model<AuditDocument>;
  readonly #starts: Model<AuditStartDocument>;

  constructor(connection: Connection) {
    this.#entries = connection.model<AuditDocument>('SystemAudit', auditSchema, 'auditEntries');
    this.#starts = connection.model<AuditStartDocument>('SystemAuditStart', auditStartSchema, 'auditStarts');
  }

  /**
   * Removes entries that are older than 90 days, for at most `limit` users a call, and keeps the hash that the first kept
   * one follows. Any number of processes may do so at once, and be killed at any point. Says how many are gone.
   */
  async sweep(now = new Date(), limit = 100): Promise<number> {
    const cutoff = new Date(now.getTime() - AUDIT_RETENTION_DAYS * DAY_MS);
    const old = await this.#entries
      .find({ at: { $lt: cutoff } }, { userId: 1 })
      .limit(limit * 100)
      .lean();
    const users = [...new Set(old.map(({ userId }) => userId))].slice(0, limit);
    let removed = 0;
    for (const userId of users) removed += await this.#sweepUser(userId, cutoff);
    return removed;
  }

  async #sweepUser(userId: string, cutoff: Date): Promise<number> {
    const kept = await this.#entries
      .findOne({ userId, at: { $gte: cutoff } }, { seq: 1 })
      .sort({ seq: 1 })
      .lean();
    const gone = kept === null ? {} : { seq: { $lt: kept.seq } };
    const last = await this.#entries
      .findOne({ userId, ...gone }, { seq: 1, hash: 1 })
      .sort({ seq: -1 })
      .lean();
    if (last === null) return 0;
    await this.#advanceStart(userId, { seq: last.seq, hash: last.hash });
    const { deletedCount } = await this.#entries.deleteMany({ userId, seq: { $lte: last.seq } });
    return deletedCount;
  }

  /** Never goes back: a slower sweeper’s older start is refused by the unique id. */
  async #advanceStart(userId: string, mark: { readonly seq: number; readonly hash: string }): Promise<void> {
    try {
      const older = { _id: userId, seq: { $lt: mark.seq } };
      await this.#starts.updateOne(older, { $set: { ...mark, userId } }, { upsert: true });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
}
