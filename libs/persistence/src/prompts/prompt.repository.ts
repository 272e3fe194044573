import type { LeaseScope, PromptAsk, PromptState } from '@cloakroom/contracts';
import { notFound } from '@cloakroom/platform';
import type { Connection } from 'mongoose';
import type { BodyVault } from '../bodies/body-vault.js';
import { isDuplicateKey } from '../connection/duplicate-key.js';
import { despiteLostConnection } from '../connection/lost-connection.js';
import { OwnedCollection } from '../connection/owned-collection.js';
import type { OwnerId } from '../owner-id.js';
import { promptSchema, type PromptDocument } from './prompt.document.js';
import { openPrompt, promptPlace, type NewPrompt, type StoredPrompt } from './stored-prompt.js';

/** How a question is closed. */
export interface PromptClosing {
  readonly state: Exclude<PromptState, 'open'>;
  readonly scope?: LeaseScope;
}

/** Questions to one owner at a time. */
export class PromptRepository {
  readonly #stored: OwnedCollection<PromptDocument>;

  constructor(
    connection: Connection,
    private readonly bodies: BodyVault,
  ) {
    const name = { model: 'Prompt', collection: 'prompts' };
    this.#stored = new OwnedCollection(connection, name, promptSchema);
  }

  /** Makes the collection's indexes. */
  createIndexes(): Promise<void> {
    return this.#stored.createIndexes();
  }

  /**
   * Stores an open question once, also over a connection that breaks; a second call with the same id changes nothing and
   * answers `false`. When it cannot be known whether this call stored it, the answer is `true`.
   */
  async insertOnce(owner: OwnerId, { id, ask, ...place }: NewPrompt): Promise<boolean> {
    const body = await this.bodies.sealJson(owner, promptPlace(id), ask);
    const untouched = { state: 'open', scope: null, closedAt: null, settledAt: null } as const;
    const document = { ...place, ...untouched, _id: id, kind: ask.kind, body, createdAt: new Date() };
    let tries = 0;
    try {
      await despiteLostConnection(() => {
        tries += 1;
        return this.#stored.insert(owner, document);
      });
      return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return tries > 1;
    }
  }

  /** Throws `not-found`, also for another owner's question. */
  async find(owner: OwnerId, id: string): Promise<StoredPrompt> {
    const found = await this.findIfAny(owner, id);
    if (found === null) throw notFound('question');
    return found;
  }

  /** `null` when it was never stored. */
  async findIfAny(owner: OwnerId, id: string): Promise<StoredPrompt | null> {
    const found = await this.#stored.findOne(owner, { _id: id }).lean();
    return found === null ? null : openPrompt(this.bodies, found);
  }

  /** Open questions, oldest first. */
  async listOpen(owner: OwnerId): Promise<StoredPrompt[]> {
    const found = await this.#stored.find(owner, { state: 'open' }).sort({ createdAt: 1 }).lean();
    return Promise.all(found.map((document) => openPrompt(this.bodies, document)));
  }

  /** Questions by id, from after one of them on. */
  async listPage(owner: OwnerId, after: string | null, limit: number): Promise<StoredPrompt[]> {
    const found = await this.#stored
      .find(owner, after === null ? {} : { _id: { $gt: after } })
      .sort({ _id: 1 })
      .limit(limit)
      .lean();
    return Promise.all(found.map((document) => openPrompt(this.bodies, document)));
  }

  /** Puts other words in the place of what a closed question asked. One that is open or gone stays as it is. */
  async replaceAsk(owner: OwnerId, id: string, ask: PromptAsk): Promise<void> {
    const body = await this.bodies.sealJson(owner, promptPlace(id), ask);
    await this.#stored.updateOne(owner, { _id: id, state: { $ne: 'open' } }, { $set: { body } });
  }

  /** How many questions of a kind a run has asked. */
  count(owner: OwnerId, runId: string, kind: PromptDocument['kind']): Promise<number> {
    return this.#stored.count(owner, { runId, kind });
  }

  /** Closes an open question, once and for all. `false` when it was not open any more. */
  async close(owner: OwnerId, id: string, { state, scope }: PromptClosing): Promise<boolean> {
    const change = { state, scope: scope ?? null, closedAt: new Date() };
    const { modifiedCount } = await this.#stored.updateOne(owner, { _id: id, state: 'open' }, { $set: change });
    return modifiedCount === 1;
  }

  /** Notes that the run of a closed question does not wait for it any more. */
  async settle(owner: OwnerId, id: string): Promise<void> {
    await this.#stored.updateOne(owner, { _id: id, settledAt: null }, { $set: { settledAt: new Date() } });
  }

  /** Closes what a run that ends still asks. Says whether there was anything. */
  async withdrawOfRun(owner: OwnerId, runId: string): Promise<boolean> {
    const now = new Date();
    const change = { state: 'withdrawn', closedAt: now, settledAt: now } as const;
    const { modifiedCount } = await this.#stored.updateMany(owner, { runId, state: 'open' }, { $set: change });
    return modifiedCount > 0;
  }

  /** For an account that is deleted. */
  async deleteAll(owner: OwnerId): Promise<void> {
    await this.#stored.deleteMany(owner);
  }

  async deleteOfConversation(owner: OwnerId, conversationId: string): Promise<void> {
    await this.#stored.deleteMany(owner, { conversationId });
  }
}
