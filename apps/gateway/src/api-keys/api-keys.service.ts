/*
 * What must never cross: a key into a document, a log or any answer but the one that made it.
 */
import type { ApiKeyView, CreateApiKey, CreatedApiKey } from '@cloakroom/contracts';
import { ApiKeyRepository, AuditTrail, type OwnerId, type StoredApiKey } from '@cloakroom/persistence';
import { userError } from '@cloakroom/platform';
import { Injectable } from '@nestjs/common';
import { apiKeyPrefix, hashApiKey, makeApiKey } from './api-key-text.js';

/** A person's API keys. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly audit: AuditTrail,
  ) {}

  async list(owner: OwnerId): Promise<{ keys: ApiKeyView[] }> {
    return { keys: (await this.keys.list(owner)).map(keyView) };
  }

  /** Throws `too-many-api-keys`, and `invalid-input` for a time that is over. */
  async create(owner: OwnerId, { name, scopes, expiresAt = null }: CreateApiKey): Promise<CreatedApiKey> {
    const expires = expiresAt === null ? null : new Date(expiresAt);
    if (expires !== null && expires <= new Date()) throw past();
    const secret = makeApiKey();
    const key = { name, scopes, expiresAt: expires, prefix: apiKeyPrefix(secret), hash: hashApiKey(secret) };
    const stored = await this.keys.create(owner, key);
    await this.audit.append(owner, { type: 'key.created', keyName: name });
    return { key: keyView(stored), secret };
  }

  /** Throws `not-found`. */
  async revoke(owner: OwnerId, id: string): Promise<void> {
    const { name } = await this.keys.revoke(owner, id);
    await this.audit.append(owner, { type: 'key.revoked', keyName: name });
  }
}

function past() {
  const message = 'Choose a time that is still to come.';
  return userError('invalid-input', message, { fields: [{ path: 'expiresAt', message }] });
}

function keyView({ createdAt, expiresAt, lastUsedAt, ...key }: StoredApiKey): ApiKeyView {
  return {
    ...key,
    scopes: [...key.scopes],
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}
