import {
  apiKeyListSchema,
  createdApiKeySchema,
  type ApiKeyView,
  type CreateApiKey,
  type CreatedApiKey,
} from '@cloakroom/contracts';
import type { QueryClient } from '@tanstack/react-query';
import { api, apiWithoutAnswer } from '../../platform/api-client.js';

export const API_KEYS_KEY = ['api-keys'] as const;

export async function listApiKeys(): Promise<readonly ApiKeyView[]> {
  return (await api('GET', '/api/v1/api-keys', apiKeyListSchema)).keys;
}

export function createApiKey(key: CreateApiKey): Promise<CreatedApiKey> {
  return api('POST', '/api/v1/api-keys', createdApiKeySchema, key);
}

export function revokeApiKey(id: string): Promise<void> {
  return apiWithoutAnswer('DELETE', `/api/v1/api-keys/${id}`);
}

/** After a change: the list and the audit trail below it. */
export async function refetchApiKeys(client: QueryClient): Promise<void> {
  await Promise.all([API_KEYS_KEY, ['audit']].map((queryKey) => client.invalidateQueries({ queryKey })));
}
