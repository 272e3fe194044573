import type { ApiKeyScope } from '@cloakroom/contracts';
import { Schema } from 'mongoose';

/** An API key as it is stored: of the key itself there is a hash, which opens nothing. */
export interface ApiKeyDocument {
  readonly _id: string;
  readonly userId: string;
  readonly name: string;
  /** What its owner recognises it by. */
  readonly prefix: string;
  /** SHA-256 of the key, in hex. The key has 256 random bits, so that no salt and no slow hash is needed. */
  readonly hash: string;
  readonly scopes: readonly ApiKeyScope[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** A key without its hash. */
export type StoredApiKey = Omit<ApiKeyDocument, '_id' | 'userId' | 'hash'> & { readonly id: string };

/** See {@link ApiKeyDocument}. */
export const apiKeySchema: Schema<ApiKeyDocument> = new Schema<ApiKeyDocument>(
  {
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    name: { type: String, required: true },
    prefix: { type: String, required: true },
    hash: { type: String, required: true },
    scopes: { type: [String], required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, default: null },
    lastUsedAt: { type: Date, default: null },
  },
  { versionKey: false },
)
  .index({ hash: 1 }, { unique: true })
  .index({ userId: 1, createdAt: -1 });

/** The stored document as its owner sees it. */
export function toStoredApiKey(document: ApiKeyDocument): StoredApiKey {
  const { _id: id, name, prefix, scopes, createdAt, expiresAt, lastUsedAt } = document;
  return { id, name, prefix, scopes, createdAt, expiresAt, lastUsedAt };
}
