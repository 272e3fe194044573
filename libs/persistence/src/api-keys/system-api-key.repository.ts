import type { ApiKeyScope } from '@cloakroom/contracts';
import type { Connection, Model } from 'mongoose';
import { ownerId, type OwnerId } from '../owner-id.js';
import { apiKeySchema, type ApiKeyDocument } from './api-key.document.js';

/** How exact `lastUsedAt` is, in milliseconds: a busy key is not written at every request. */
const USE_NOTED_EVERY_MS = 60_000;

/** Whose key it is, and what it may do. */
export interface ApiKeyHolder {
  readonly id: string;
  readonly owner: OwnerId;
  readonly scopes: readonly ApiKeyScope[];
}

/** API keys of all owners, for the guard: it knows the key and not yet whose it is. */
export class SystemApiKeyRepository {
  readonly #model: Model<ApiKeyDocument>;

  constructor(connection: Connection) {
    this.#model = connection.model<ApiKeyDocument>('SystemApiKey', apiKeySchema, 'apiKeys');
  }

  /** Who holds the key with this SHA-256 (hex); `null` when there is none, or it has expired. Notes the use. */
  async use(hash: string, now = new Date()): Promise<ApiKeyHolder | null> {
    const found = await this.#model.findOne({ hash }).lean();
    if (found === null || (found.expiresAt !== null && found.expiresAt <= now)) return null;
    const before = new Date(now.getTime() - USE_NOTED_EVERY_MS);
    if (found.lastUsedAt === null || found.lastUsedAt < before) {
      await this.#model.updateOne({ _id: found._id }, { $set: { lastUsedAt: now } });
    }
    return { id: found._id, owner: ownerId(found.userId), scopes: found.scopes };
  }
}
