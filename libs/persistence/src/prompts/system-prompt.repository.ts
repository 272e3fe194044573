import type { Connection, Model } from 'mongoose';
import { promptSchema, type PromptDocument } from './prompt.document.js';
import { toReference, WITHOUT_BODY, type PromptReference } from './stored-prompt.js';

/** A closed question whose run was not seen to within this time is looked after, in milliseconds. */
export const RESUME_LOST_MS = 2_000;

/** Questions to all owners, for the sweeper; it never learns what is asked. */
export class SystemPromptRepository {
  readonly #model: Model<PromptDocument>;

  constructor(connection: Connection) {
    this.#model = connection.model<PromptDocument>('SystemPrompt', promptSchema, 'prompts');
  }

  /** Open questions whose time is over, at most `limit`, oldest first. */
  async findOverdue(now = new Date(), limit = 100): Promise<PromptReference[]> {
    const due = { state: 'open', expiresAt: { $lt: now } } as const;
    const found = await this.#model.find(due, WITHOUT_BODY).sort({ expiresAt: 1 }).limit(limit).lean();
    return found.map(toReference);
  }

  /** Closed questions of which it is not known that their run goes on, at most `limit`, oldest first. */
  async findUnsettled(now = new Date(), limit = 100): Promise<PromptReference[]> {
    const before = new Date(now.getTime() - RESUME_LOST_MS);
    const lost = { settledAt: null, closedAt: { $lt: before, $ne: null } };
    const found = await this.#model.find(lost, WITHOUT_BODY).sort({ closedAt: 1 }).limit(limit).lean();
    return found.map(toReference);
  }
}
