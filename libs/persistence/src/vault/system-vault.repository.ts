import type { SealedEnvelope } from '@cloakroom/contracts';
import type { Connection, Model, Schema } from 'mongoose';
import {
  type KeyEncryptionKeys,
  type WrappedUserKey,
  unwrapUserKey,
  wrapUserKey,
} from '../body-encryption/user-data-key.js';
import { type SecretDocument, secretSchema } from '../secrets/secret.document.js';
import { type WebhookDocument, webhookSchema } from '../webhooks/webhook.document.js';
import { type UserKeyDocument, userKeySchema } from '../user-keys/user-key.document.js';

/** A sealed value of anybody, with everything that it is bound to. */
export interface BoundEnvelope {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly version: number;
  readonly envelope: SealedEnvelope;
}

/** One user's wrapped data key. */
export interface BoundUserKey extends WrappedUserKey {
  readonly userId: string;
}

type BoundDocument = Omit<BoundEnvelope, 'id'> & { readonly _id: string };

/** Documents read at once. */
const BATCH = 200;

/**
 * What lies under the keys, of all owners: for the operator's vault command alone. It replaces envelopes and wrapped keys
 * by others of the same content, each in one write that is refused when the stored one has changed meanwhile.
 */
export class SystemVaultRepository {
  readonly #secrets: Model<SecretDocument>;
  readonly #webhooks: Model<WebhookDocument>;
  readonly #userKeys: Model<UserKeyDocument>;

  constructor(connection: Connection) {
    this.#secrets = modelOf<SecretDocument>(connection, 'SystemSecret', secretSchema, 'secrets');
    this.#webhooks = modelOf<WebhookDocument>(connection, 'VaultWebhook', webhookSchema, 'webhooks');
    this.#userKeys = modelOf<UserKeyDocument>(connection, 'SystemUserKey', userKeySchema, 'userKeys');
  }

  /** Number of sealed values, the signing secrets of webhooks among them, by the id of their vault key. */
  async secretsByKey(): Promise<Map<string, number>> {
    const counts = await countBy(this.#secrets, 'envelope.keyId');
    const ofWebhooks = await countBy(this.#webhooks, 'envelope.keyId');
    for (const [keyId, count] of ofWebhooks) counts.set(keyId, (counts.get(keyId) ?? 0) + count);
    return counts;
  }

  /** Number of users' data keys by the id of the chat key that wraps them. */
  userKeysByKey(): Promise<Map<string, number>> {
    return countBy(this.#userKeys, 'kekId');
  }

  /** Every sealed value, or those that are under another key than `exceptKeyId`; by id, so that none comes twice. */
  async *envelopes(exceptKeyId?: string): AsyncGenerator<BoundEnvelope> {
    yield* envelopesOf(this.#secrets, exceptKeyId);
    yield* envelopesOf(this.#webhooks, exceptKeyId);
  }

  /** Puts an envelope of the same value in the place of another; `false` when that one is not there any more. */
  async replaceEnvelope(old: BoundEnvelope, envelope: SealedEnvelope): Promise<boolean> {
    const same = { _id: old.id, version: old.version, 'envelope.ct': old.envelope.ct };
    const secret = await this.#secrets.updateOne(same, { $set: { envelope } });
    if (secret.modifiedCount === 1) return true;
    return (await this.#webhooks.updateOne(same, { $set: { envelope } })).modifiedCount === 1;
  }

  /** Every user's wrapped data key, or those under another key than `exceptKeyId`. */
  async *userKeys(exceptKeyId?: string): AsyncGenerator<BoundUserKey> {
    const filter = exceptKeyId === undefined ? {} : { kekId: { $ne: exceptKeyId } };
    let after = '';
    for (;;) {
      const found = await this.#userKeys
        .find({ ...filter, _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(BATCH)
        .lean();
      for (const { _id: userId, kekId, wrapped } of found) yield { userId, kekId, wrapped };
      if (found.length < BATCH) return;
      after = found.at(-1)?._id ?? after;
    }
  }

  /** Wraps a user's data key anew under the current chat key. Throws `BodyCipherError` when it does not unwrap. */
  async rewrapUserKey(keks: KeyEncryptionKeys, old: BoundUserKey): Promise<boolean> {
    const { kekId, wrapped } = wrapUserKey(keks, unwrapUserKey(keks, old.userId, old));
    const { modifiedCount } = await this.#userKeys.updateOne(
      { _id: old.userId, kekId: old.kekId },
      { $set: { kekId, wrapped } },
    );
    return modifiedCount === 1;
  }
}

function modelOf<T>(connection: Connection, name: string, schema: Schema<T>, collection: string): Model<T> {
  return connection.model<T>(name, schema, collection);
}

async function* envelopesOf<T extends BoundDocument>(
  model: Model<T>,
  exceptKeyId: string | undefined,
): AsyncGenerator<BoundEnvelope> {
  const filter = exceptKeyId === undefined ? {} : { 'envelope.keyId': { $ne: exceptKeyId } };
  let after = '';
  for (;;) {
    const found = await model
      .find({ ...filter, _id: { $gt: after } })
      .sort({ _id: 1 })
      .limit(BATCH)
      .lean<BoundDocument[]>();
    for (const { _id: id, userId, name, version, envelope } of found) yield { id, userId, name, version, envelope };
    if (found.length < BATCH) return;
    after = found.at(-1)?._id ?? after;
  }
}

async function countBy<T>(model: Model<T>, field: string): Promise<Map<string, number>> {
  const ids: unknown[] = await model.distinct(field);
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(String(id), await model.countDocuments({ [field]: id }));
  return counts;
}
