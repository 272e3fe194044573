import { IDEMPOTENCY_HOURS } from '@cloakroom/contracts';
import { notFound } from '@cloakroom/platform';
import type { Connection } from 'mongoose';
import type { BodyVault } from '../bodies/body-vault.js';
import { isDuplicateKey } from '../connection/duplicate-key.js';
import { OwnedCollection } from '../connection/owned-collection.js';
import type { OwnerId } from '../owner-id.js';
import { apiRunDocumentSchema, type ApiRunDocument } from './api-run.document.js';

const LIFETIME_MS = IDEMPOTENCY_HOURS * 3_600_000;

/** A run that was asked for over the API. */
export type StoredApiRun = Pick<ApiRunDocument, 'conversationId' | 'clientMessageId' | 'createdAt' | 'accepted'> & {
  readonly id: string;
};

/** A run to be asked for. */
export type NewApiRun = Omit<StoredApiRun, 'createdAt' | 'accepted'>;

/** What identifies a request that may be sent again. */
export interface IdempotencyMark {
  /** SHA-256 (hex) of the key. */
  readonly keyHash: string;
  /** SHA-256 (hex) of what is asked for. */
  readonly fingerprint: string;
}

/** Where a page of the list begins. */
export interface ApiRunCursor {
  readonly createdAt: Date;
  readonly id: string;
}

/** Runs that were asked for over the API, of one owner at a time. */
export class ApiRunRepository {
  readonly #stored: OwnedCollection<ApiRunDocument>;

  constructor(
    connection: Connection,
    private readonly bodies: BodyVault,
  ) {
    const name = { model: 'ApiRun', collection: 'apiRuns' };
    this.#stored = new OwnedCollection(connection, name, apiRunDocumentSchema);
  }

  /** Makes the collection's indexes. */
  createIndexes(): Promise<void> {
    return this.#stored.createIndexes();
  }

  /**
   * Notes a request for a run, once for each idempotency key. Answers with what the key stands for, which an earlier
   * request may have said, or with `null` when that one asked for something else.
   */
  async claim(
    owner: OwnerId,
    run: NewApiRun,
    mark: IdempotencyMark | null,
    now = new Date(),
  ): Promise<StoredApiRun | null> {
    if (await this.#insert(owner, run, mark, now)) return { ...run, createdAt: now, accepted: false };
    if (mark === null) return this.find(owner, run.id);
    const { keyHash } = mark;
    const forgotten = { $set: { keyHash: `freed-by:${run.id}`, keyExpiresAt: null, fingerprint: null } };
    await this.#stored.updateOne(owner, { keyHash, keyExpiresAt: { $lte: now } }, forgotten);
    if (await this.#insert(owner, run, mark, now)) return { ...run, createdAt: now, accepted: false };
    const known = await this.#stored.findOne(owner, { keyHash }).lean();
    if (known?.fingerprint === undefined || known.fingerprint === null) return null;
    const fingerprint = await this.bodies.open(owner, placeOf(known._id), known.fingerprint);
    return fingerprint === mark.fingerprint ? toApiRun(known) : null;
  }

  /** Throws `not-found`, also for another owner's run and for one that was not asked for over the API. */
  async find(owner: OwnerId, id: string): Promise<StoredApiRun> {
    const found = await this.#stored.findOne(owner, { _id: id }).lean();
    if (found === null) throw notFound('run');
    return toApiRun(found);
  }

  /** Newest first. */
  async listPage(owner: OwnerId, before: ApiRunCursor | null, limit: number): Promise<StoredApiRun[]> {
    const older =
      before === null
        ? {}
        : { $or: [{ createdAt: { $lt: before.createdAt } }, { createdAt: before.createdAt, _id: { $lt: before.id } }] };
    const found = await this.#stored.find(owner, older).sort({ createdAt: -1, _id: -1 }).limit(limit).lean();
    return found.map(toApiRun);
  }

  /** Notes that the run is stored. */
  async accept(owner: OwnerId, id: string): Promise<void> {
    await this.#stored.updateOne(owner, { _id: id, accepted: false }, { $set: { accepted: true } });
  }

  /** For a request without an idempotency key that was refused. */
  async forget(owner: OwnerId, id: string): Promise<void> {
    await this.#stored.deleteOne(owner, { _id: id });
  }

  async #insert(owner: OwnerId, { id, ...run }: NewApiRun, mark: IdempotencyMark | null, now: Date): Promise<boolean> {
    const key = {
      keyHash: mark?.keyHash ?? `none:${id}`,
      fingerprint: mark === null ? null : await this.bodies.seal(owner, placeOf(id), mark.fingerprint),
      keyExpiresAt: new Date(now.getTime() + LIFETIME_MS),
    };
    try {
      await this.#stored.insert(owner, {
        ...run,
        ...key,
        _id: id,
        createdAt: now,
        accepted: false,
        untold: true,
        toldPromptId: null,
      });
      return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return false;
    }
  }
}

function placeOf(id: string) {
  return { collection: 'apiRuns', id, field: 'fingerprint' };
}

function toApiRun({ _id: id, conversationId, clientMessageId, createdAt, accepted }: ApiRunDocument): StoredApiRun {
  return { id, conversationId, clientMessageId, createdAt, accepted };
}
