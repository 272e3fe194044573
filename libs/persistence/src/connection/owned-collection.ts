import type { Connection, Model, ProjectionType, QueryFilter, QueryOptions, Schema, UpdateQuery } from 'mongoose';
import type { OwnerId } from '../owner-id.js';
import { isDuplicateKey } from './duplicate-key.js';
import { despiteLostConnection } from './lost-connection.js';

/** A stored document that belongs to one user. */
export interface OwnedDocument {
  readonly _id: string;
  readonly userId: string;
}

/** A filter without its owner: {@link OwnedCollection} adds that one. */
export type OwnedFilter<T> = QueryFilter<T> & { readonly userId?: never };

/**
 * A collection in which every query names its owner. The model itself is not handed out, so that a query for
 * everybody's documents cannot be written by leaving something out.
 */
export class OwnedCollection<T extends OwnedDocument> {
  readonly #model: Model<T>;

  constructor(
    connection: Connection,
    name: { readonly model: string; readonly collection: string },
    schema: Schema<T>,
  ) {
    this.#model = connection.model<T>(name.model, schema, name.collection);
  }

  find(owner: OwnerId, filter?: OwnedFilter<T>, projection?: ProjectionType<T>) {
    return this.#model.find(scoped(owner, filter), projection);
  }

  findOne(owner: OwnerId, filter: OwnedFilter<T>, projection?: ProjectionType<T>) {
    return this.#model.findOne(scoped(owner, filter), projection);
  }

  exists(owner: OwnerId, filter: OwnedFilter<T>) {
    return this.#model.exists(scoped(owner, filter));
  }

  count(owner: OwnerId, filter?: OwnedFilter<T>) {
    return this.#model.countDocuments(scoped(owner, filter));
  }

  async insert(owner: OwnerId, document: Omit<T, 'userId'>): Promise<void> {
    await new this.#model({ ...document, userId: owner }).save();
  }

  /**
   * Inserts a document whose id is new in the whole world, also when the connection breaks under it: one that is there
   * already is this one.
   */
  async insertSurely(owner: OwnerId, document: Omit<T, 'userId'>): Promise<void> {
    try {
      await despiteLostConnection(() => this.insert(owner, document));
    } catch (error) {
      const { _id } = document;
      if (!isDuplicateKey(error) || (await this.#model.exists({ _id, userId: owner })) === null) throw error;
    }
  }

  findOneAndUpdate(owner: OwnerId, filter: OwnedFilter<T>, update: UpdateQuery<T>, options: QueryOptions<T> = {}) {
    return this.#model.findOneAndUpdate(scoped(owner, filter), update, { ...options, returnDocument: 'after' });
  }

  updateOne(owner: OwnerId, filter: OwnedFilter<T>, update: UpdateQuery<T>) {
    return this.#model.updateOne(scoped(owner, filter), update);
  }

  updateMany(owner: OwnerId, filter: OwnedFilter<T>, update: UpdateQuery<T>) {
    return this.#model.updateMany(scoped(owner, filter), update);
  }

  deleteOne(owner: OwnerId, filter: OwnedFilter<T>) {
    return this.#model.deleteOne(scoped(owner, filter));
  }

  deleteMany(owner: OwnerId, filter?: OwnedFilter<T>) {
    return this.#model.deleteMany(scoped(owner, filter));
  }

  /** Makes the schema's indexes. */
  async createIndexes(): Promise<void> {
    await this.#model.createIndexes();
  }
}

function scoped<T extends OwnedDocument>(owner: OwnerId, filter: OwnedFilter<T> | undefined): QueryFilter<T> {
  return { ...filter, userId: owner };
}
