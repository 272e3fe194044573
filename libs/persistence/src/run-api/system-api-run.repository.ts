import type { Connection, Model } from 'mongoose';
import { runSchema, type RunDocument } from '../runs/run.document.js';
import { apiRunDocumentSchema, type ApiRunDocument } from './api-run.document.js';

/** Requests for runs of all owners, for the sweeper. */
export class SystemApiRunRepository {
  readonly #requests: Model<ApiRunDocument>;
  readonly #runs: Model<RunDocument>;

  constructor(connection: Connection) {
    this.#requests = connection.model<ApiRunDocument>('SystemApiRun', apiRunDocumentSchema, 'apiRuns');
    this.#runs = connection.model<RunDocument>('RunOfApi', runSchema, 'runs');
  }

  /** Forgets idempotency keys whose time is over, and whole requests that came to nothing or whose run was deleted; at most `limit`. */
  async forgetExpired(now = new Date(), limit = 500): Promise<number> {
    const due = { keyExpiresAt: { $ne: null, $lte: now } };
    const found = await this.#requests.find(due, { _id: 1 }).limit(limit).lean();
    const ids = found.map(({ _id }) => _id);
    const alive = await this.#runs.find({ _id: { $in: ids } }, { _id: 1 }).lean();
    const kept = new Set(alive.map(({ _id }) => _id));
    for (const id of ids) {
      if (!kept.has(id)) await this.#requests.deleteOne({ _id: id });
      else
        await this.#requests.updateOne(
          { _id: id },
          { $set: { keyHash: `over:${id}`, fingerprint: null, keyExpiresAt: null } },
        );
    }
    return ids.length;
  }
}
