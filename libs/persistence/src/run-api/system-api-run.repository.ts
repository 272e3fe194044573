import type { RunStatus } from '@cloakroom/contracts';
import type { Connection, Model } from 'mongoose';
import { runSchema, type RunDocument } from '../runs/run.document.js';
import { apiRunDocumentSchema, type ApiRunDocument } from './api-run.document.js';

/** A run whose end is still to be told to webhooks. */
export interface UntoldRun {
  readonly id: string;
  readonly userId: string;
  readonly conversationId: string;
  readonly createdAt: Date;
  readonly toldPromptId: string | null;
  /** `null` when there is no such run (yet, or any more). */
  readonly run: { readonly status: RunStatus; readonly waitingPromptId: string | null } | null;
}

/** Requests for runs of all owners, for the sweepers. */
export class SystemApiRunRepository {
  readonly #requests: Model<ApiRunDocument>;
  readonly #runs: Model<RunDocument>;

  constructor(connection: Connection) {
    this.#requests = connection.model<ApiRunDocument>('SystemApiRun', apiRunDocumentSchema, 'apiRuns');
    this.#runs = connection.model<RunDocument>('RunOfApi', runSchema, 'runs');
  }

  /** Runs whose end was not told yet, by id from after one of them on, with how they stand. */
  async listUntold(after: string, limit: number): Promise<UntoldRun[]> {
    const found = await this.#requests
      .find({ untold: true, _id: { $gt: after } })
      .sort({ _id: 1 })
      .limit(limit)
      .lean();
    const ids = found.map(({ _id }) => _id);
    const runs = await this.#runs.find({ _id: { $in: ids } }, { status: 1, waitingPromptId: 1 }).lean();
    const byId = new Map(runs.map(({ _id, status, waitingPromptId = null }) => [_id, { status, waitingPromptId }]));
    return found.map(({ _id: id, userId, conversationId, createdAt, toldPromptId }) => {
      return { id, userId, conversationId, createdAt, toldPromptId, run: byId.get(id) ?? null };
    });
  }

  /** Notes what was told: a question, or the end, after which there is nothing more to tell. */
  async markTold(id: string, what: { readonly promptId: string } | 'end'): Promise<void> {
    const told = what === 'end' ? { untold: false } : { toldPromptId: what.promptId };
    await this.#requests.updateOne({ _id: id }, { $set: told });
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
