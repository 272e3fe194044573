/*
 * Trusted: what is stored of a key. Not trusted: the Authorization header. A key is looked up by its hash, so that
 * neither the database nor a log ever has the key itself. What must never cross: the header into an error or a log.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { API_KEY_PATTERN, type ApiKeyScope } from '@cloakroom/contracts';
import { ApiKeyRepository, SystemApiKeyRepository, type OwnerId } from '@cloakroom/persistence';
import { TryLimits, userError, type TryLimit } from '@cloakroom/platform';
import { Injectable } from '@nestjs/common';
import { CLIENT_ADDRESS_HEADER } from '../http/configure-http.js';
import { hashApiKey } from './api-key-text.js';

/** Keys that open nothing, by the address they come from. */
const WRONG_KEYS: TryLimit = { name: 'api-key', tries: 30, seconds: 60 };

/** Requests with one key. */
const REQUESTS: TryLimit = { name: 'api-requests', tries: 600, seconds: 60 };

/** Who asks with a key. */
export interface KeyHolder {
  readonly owner: OwnerId;
  /** Whether the key still opens something, for answers that take long. */
  isStillGood(): Promise<boolean>;
}

/** Reads who asks from a request's API key. */
@Injectable()
export class ApiKeyReader {
  constructor(
    private readonly systemKeys: SystemApiKeyRepository,
    private readonly keys: ApiKeyRepository,
    private readonly limits: TryLimits,
  ) {}

  /** Throws `api-key-refused` (401), `scope-missing` (403), `too-many-requests` (429). */
  async read(headers: IncomingHttpHeaders, scope: ApiKeyScope): Promise<KeyHolder> {
    const [, key = ''] = /^Bearer ([^\s]+)$/i.exec(headers.authorization ?? '') ?? [];
    const holder = API_KEY_PATTERN.test(key) ? await this.systemKeys.use(hashApiKey(key)) : null;
    if (holder === null) {
      await this.limits.take(WRONG_KEYS, addressOf(headers));
      throw userError('api-key-refused', 'This API key is not known, was revoked or has expired.', { status: 401 });
    }
    await this.limits.take(REQUESTS, holder.id);
    if (!holder.scopes.includes(scope)) {
      throw userError('scope-missing', `This API key lacks the scope ${scope}. Make one that has it.`, { status: 403 });
    }
    const { id, owner } = holder;
    return { owner, isStillGood: () => this.keys.isGood(owner, id) };
  }
}

function addressOf(headers: IncomingHttpHeaders): string {
  const address = headers[CLIENT_ADDRESS_HEADER];
  return typeof address === 'string' && address !== '' ? address : 'unknown';
}
