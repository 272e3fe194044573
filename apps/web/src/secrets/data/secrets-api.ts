import {
  importResultsSchema,
  leaseListSchema,
  secretExportSchema,
  secretListSchema,
  secretViewSchema,
  vaultPublicKeySchema,
  type ImportedSecret,
  type ImportResults,
  type LeaseView,
  type SealedEnvelope,
  type SecretExport,
  type SecretHostBinding,
  type SecretView,
  type VaultPublicKey,
} from '@cloakroom/contracts';
import { api, apiWithoutAnswer } from '../../platform/api-client.js';
import { SECRETS_KEY } from './secrets-key.js';

/** Key of the leave that is in force for one secret. */
export function leasesKey(id: string): readonly string[] {
  return [...SECRETS_KEY, id, 'leases'];
}

const BASE = '/api/v1/secrets';

export async function listSecrets(): Promise<readonly SecretView[]> {
  return (await api('GET', BASE, secretListSchema)).secrets;
}

export function fetchVaultKey(): Promise<VaultPublicKey> {
  return api('GET', '/api/v1/vault/public-key', vaultPublicKeySchema);
}

/** What can be set of a secret besides its name and value. */
export interface SecretSettings {
  readonly description: string;
  readonly tags: readonly string[];
  readonly enabled: boolean;
  readonly expiresAt: string | null;
  readonly mode: SecretView['mode'];
  readonly bindings: readonly SecretHostBinding[];
  readonly askBeforeUse: boolean;
}

export interface NewSecret extends Partial<SecretSettings> {
  readonly name: string;
  readonly sealed: SealedEnvelope;
}

export function createSecret(secret: NewSecret): Promise<SecretView> {
  return api('POST', BASE, secretViewSchema, secret);
}

export interface SecretChange extends Partial<SecretSettings> {
  readonly sealed?: SealedEnvelope;
  readonly version?: number;
}

export function updateSecret(id: string, change: SecretChange): Promise<SecretView> {
  return api('PATCH', `${BASE}/${id}`, secretViewSchema, change);
}

export function deleteSecret(id: string): Promise<void> {
  return apiWithoutAnswer('DELETE', `${BASE}/${id}`);
}

/** Masks what the search through the stored messages has found of this secret. */
export function scrubHistory(id: string): Promise<void> {
  return apiWithoutAnswer('POST', `${BASE}/${id}/scrub`);
}

export async function listLeases(id: string): Promise<readonly LeaseView[]> {
  return (await api('GET', `${BASE}/${id}/leases`, leaseListSchema)).leases;
}

/** Takes back all leave to use this secret without a question. */
export function revokeLeases(id: string): Promise<void> {
  return apiWithoutAnswer('DELETE', `${BASE}/${id}/leases`);
}

export function importSecrets(secrets: readonly ImportedSecret[]): Promise<ImportResults> {
  return api('POST', `${BASE}/import`, importResultsSchema, { secrets });
}

/** Names, descriptions and tags; a value never leaves. */
export function exportNames(): Promise<SecretExport> {
  return api('GET', `${BASE}/export`, secretExportSchema);
}
