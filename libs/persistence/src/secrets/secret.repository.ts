import { randomUUID } from 'node:crypto';
import {
  SECRETS_PER_USER_MAX,
  type SealedEnvelope,
  type SecretDestination,
  type SecretHostBinding,
  type SecretMode,
  type SecretScan,
} from '@cloakroom/contracts';
import { conflict, notFound, userError } from '@cloakroom/platform';
import type { Connection } from 'mongoose';
import type { BodyVault } from '../bodies/body-vault.js';
import { isDuplicateKey } from '../connection/duplicate-key.js';
import { OwnedCollection } from '../connection/owned-collection.js';
import type { OwnerId } from '../owner-id.js';
import { secretSchema, type SecretDocument } from './secret.document.js';
import { openDestinations } from './secret-ledger.repository.js';
import { SecretNotesVault } from './secret-notes.vault.js';

/** What a user says of a secret besides its name and its value. */
export interface SecretSettings {
  readonly description: string;
  readonly tags: readonly string[];
  /** Off: in no sandbox. */
  readonly enabled: boolean;
  /** From then on it counts as off. */
  readonly expiresAt: Date | null;
  readonly mode: SecretMode;
  /** Where a sealed one may go. */
  readonly bindings: readonly SecretHostBinding[];
  readonly askBeforeUse: boolean;
}

/** A secret without its sealed value. */
export interface StoredSecret extends SecretSettings {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  /** Runs that could read the value since its last change. */
  readonly exposedRuns: number;
  /** Where it has gone since then. */
  readonly destinations: readonly SecretDestination[];
  /** Where it stands in its owner's history. */
  readonly scan: SecretScan;
  readonly createdAt: Date;
  readonly updatedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** What the worker needs to open and to use a secret. */
export interface SealedSecret extends Pick<SecretSettings, 'description' | 'mode' | 'bindings'> {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly envelope: SealedEnvelope;
}

/** A secret to be stored, sealed for version 1; what is left out of its settings has its default. */
export interface NewSecret extends Partial<SecretSettings> {
  /** Drawn anew when it is left out. One that is given makes a second try find the first. */
  readonly id?: string;
  readonly name: string;
  readonly envelope: SealedEnvelope;
}

const WITHOUT_VALUE = { envelope: 0 } as const;

const DEFAULTS = {
  enabled: true,
  expiresAt: null,
  mode: 'exposed',
  bindings: [],
  askBeforeUse: false,
} as const satisfies Omit<SecretSettings, 'description' | 'tags'>;

/** What is known of a value that has just been stored: nothing, and that it is to be looked for in the history. */
const NEW_VALUE = {
  exposedRuns: 0,
  exposedRunIds: [],
  destinations: null,
  destinationsRevision: 0,
  scan: { state: 'running', found: 0, messages: 0 },
} as const satisfies Partial<SecretDocument>;

/** Secrets of one owner at a time. */
export class SecretRepository {
  readonly #stored: OwnedCollection<SecretDocument>;
  readonly #notes: SecretNotesVault;

  constructor(
    connection: Connection,
    private readonly bodies: BodyVault,
  ) {
    const name = { model: 'Secret', collection: 'secrets' };
    this.#stored = new OwnedCollection(connection, name, secretSchema);
    this.#notes = new SecretNotesVault(bodies);
  }

  /** Makes the collection's indexes. */
  createIndexes(): Promise<void> {
    return this.#stored.createIndexes();
  }

  async list(owner: OwnerId): Promise<StoredSecret[]> {
    const found = await this.#stored.find(owner, {}, WITHOUT_VALUE).sort({ name: 1 }).lean();
    return Promise.all(found.map((document) => this.#toStored(owner, document)));
  }

  /** Throws `not-found`, also for another owner's secret. */
  async find(owner: OwnerId, id: string): Promise<StoredSecret> {
    const found = await this.#stored.findOne(owner, { _id: id }, WITHOUT_VALUE).lean();
    if (found === null) throw notFound('secret');
    return this.#toStored(owner, found);
  }

  /** The owner's secret of that name, or `null`. */
  async findByName(owner: OwnerId, name: string): Promise<StoredSecret | null> {
    const found = await this.#stored.findOne(owner, { name }, WITHOUT_VALUE).lean();
    return found === null ? null : this.#toStored(owner, found);
  }

  /** Throws `secret-exists` (409) when the owner has one of that name, `too-many-secrets` beyond 200. */
  async create(owner: OwnerId, secret: NewSecret): Promise<StoredSecret> {
    if ((await this.#stored.count(owner)) >= SECRETS_PER_USER_MAX) {
      throw userError(
        'too-many-secrets',
        `You have ${SECRETS_PER_USER_MAX} secrets, the most there can be. Delete one first.`,
      );
    }
    const { id = randomUUID(), description = '', tags = [], ...given } = secret;
    const document: SecretDocument = {
      ...DEFAULTS,
      ...NEW_VALUE,
      ...given,
      _id: id,
      userId: owner,
      notes: await this.#notes.seal(owner, id, { description, tags }),
      version: 1,
      createdAt: new Date(),
      updatedAt: null,
      lastUsedAt: null,
    };
    try {
      await this.#stored.insert(owner, document);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const message = `You already have a secret named ${secret.name}. Edit that one, or choose another name.`;
      throw conflict('secret-exists', message, [{ path: 'name', message }]);
    }
    return this.#toStored(owner, document);
  }

  /** Changes settings and leaves the value. Throws `not-found`. */
  async update(owner: OwnerId, id: string, change: Partial<SecretSettings>): Promise<StoredSecret> {
    const current = await this.find(owner, id);
    return this.#write(owner, { _id: id }, await this.#fieldsOf(owner, current, change), notFound('secret'));
  }

  /**
   * Puts a new value in the place of version `expectedVersion`. Throws `secret-changed` (409) when the secret has had
   * another new value meanwhile, `not-found` when it is gone.
   */
  async replaceValue(
    owner: OwnerId,
    { id, expectedVersion }: { readonly id: string; readonly expectedVersion: number },
    { envelope, ...change }: { readonly envelope: SealedEnvelope } & Partial<SecretSettings>,
  ): Promise<StoredSecret> {
    const current = await this.find(owner, id);
    const stale = conflict(
      'secret-changed',
      'This secret was changed elsewhere meanwhile. Reload the page and try again.',
    );
    if (current.version !== expectedVersion) throw stale;
    const fields = await this.#fieldsOf(owner, current, change);
    const next = { ...fields, ...NEW_VALUE, envelope, version: expectedVersion + 1 };
    return this.#write(owner, { _id: id, version: expectedVersion }, next, stale);
  }

  /** Ids of the secrets whose user is to be asked before use. */
  async listGuardedIds(owner: OwnerId): Promise<string[]> {
    const found = await this.#stored.find(owner, { askBeforeUse: true }, { _id: 1 }).lean();
    return found.map(({ _id }) => _id);
  }

  /** Throws `not-found`. */
  async delete(owner: OwnerId, id: string): Promise<void> {
    const { deletedCount } = await this.#stored.deleteOne(owner, { _id: id });
    if (deletedCount === 0) throw notFound('secret');
  }

  async deleteAll(owner: OwnerId): Promise<void> {
    await this.#stored.deleteMany(owner);
  }

  /** Everything the worker needs to use the owner's secrets in one run: those that are on, and not past their time. */
  async listSealed(owner: OwnerId, now = new Date()): Promise<SealedSecret[]> {
    const found = await this.#stored.find(owner).sort({ name: 1 }).lean();
    const usable = found.filter(
      ({ enabled = true, expiresAt = null }) => enabled && (expiresAt === null || expiresAt > now),
    );
    return Promise.all(
      usable.map(async (document) => {
        const { id, name, description, mode, bindings, version } = await this.#toStored(owner, document);
        return { id, name, description, mode, bindings, version, envelope: document.envelope };
      }),
    );
  }

  /** A secret with its sealed value, also one that is off, or `null` when it has another version by now. */
  async findSealed(owner: OwnerId, { id, version }: { readonly id: string; readonly version: number }) {
    const found = await this.#stored.findOne(owner, { _id: id, version }).lean();
    if (found === null) return null;
    return { ...(await this.#toStored(owner, found)), envelope: found.envelope };
  }

  /** Notes when secrets were last handed to a run. */
  async markUsed(owner: OwnerId, ids: readonly string[], at: Date): Promise<void> {
    await this.#stored.updateMany(owner, { _id: { $in: [...ids] } }, { $set: { lastUsedAt: at } });
  }

  async #fieldsOf(
    owner: OwnerId,
    current: StoredSecret,
    change: Partial<SecretSettings>,
  ): Promise<Partial<SecretDocument>> {
    const { description, tags, ...fields } = change;
    if (description === undefined && tags === undefined) return fields;
    const notes = { description: description ?? current.description, tags: tags ?? current.tags };
    return { ...fields, description: null, notes: await this.#notes.seal(owner, current.id, notes) };
  }

  async #write(
    owner: OwnerId,
    filter: { readonly _id: string; readonly version?: number },
    fields: Partial<SecretDocument>,
    refused: Error,
  ): Promise<StoredSecret> {
    const found = await this.#stored
      .findOneAndUpdate(owner, filter, { $set: { ...fields, updatedAt: new Date() } }, { projection: WITHOUT_VALUE })
      .lean();
    if (found === null) throw refused;
    return this.#toStored(owner, found);
  }

  async #toStored(owner: OwnerId, document: Omit<SecretDocument, 'envelope'>): Promise<StoredSecret> {
    const { _id: id, name, version, createdAt, updatedAt, lastUsedAt } = document;
    return {
      ...(await this.#notes.open(owner, document)),
      id,
      name,
      enabled: document.enabled ?? DEFAULTS.enabled,
      expiresAt: document.expiresAt ?? DEFAULTS.expiresAt,
      mode: document.mode ?? DEFAULTS.mode,
      bindings: document.bindings ?? DEFAULTS.bindings,
      askBeforeUse: document.askBeforeUse ?? DEFAULTS.askBeforeUse,
      version,
      exposedRuns: document.exposedRuns ?? 0,
      destinations: await openDestinations(this.bodies, owner, document),
      scan: document.scan ?? { state: 'none', found: 0, messages: 0 },
      createdAt,
      updatedAt,
      lastUsedAt,
    };
  }
}
