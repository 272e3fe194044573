import {
  secretListSchema,
  secretViewSchema,
  vaultPublicKeySchema,
  type SealedEnvelope,
  type SecretView,
  type VaultPublicKey,
} from '@cloakroom/contracts';
import { api, apiWithoutAnswer } from '../../platform/api-client.js';

/** Key of the list of secrets in the query cache. Values are never part of it. */
export const SECRETS_KEY = ['secrets'] as const;

const BASE = '/api/v1/secrets';

export async function listSecrets(): Promise<readonly SecretView[]> {
  return (await api('GET', BASE, secretListSchema)).secrets;
}

export function fetchVaultKey(): Promise<VaultPublicKey> {
  return api('GET', '/api/v1/vault/public-key', vaultPublicKeySchema);
}

export interface NewSecret {
  readonly name: string;
  readonly description: string;
  readonly sealed: SealedEnvelope;
}

export function createSecret(secret: NewSecret): Promise<SecretView> {
  return api('POST', BASE, secretViewSchema, secret);
}

export interface SecretChange {
  readonly description: string;
  readonly sealed?: SealedEnvelope;
  readonly version?: number;
}

export function updateSecret(id: string, change: SecretChange): Promise<SecretView> {
  return api('PATCH', `${BASE}/${id}`, secretViewSchema, change);
}

export function deleteSecret(id: string): Promise<void> {
  return apiWithoutAnswer('DELETE', `${BASE}/${id}`);
}
