import { readinessSchema, systemViewSchema, type Readiness, type SystemView } from '@cloakroom/contracts';
import { api, ApiError } from '../platform/api-client.js';

export const SYSTEM_KEY = ['system'] as const;
export const READINESS_KEY = ['readiness'] as const;

export function fetchSystem(): Promise<SystemView> {
  return api('GET', '/api/v1/system', systemViewSchema);
}

/** State of each part; a part that is down answers with 503 and the same body. */
export async function fetchReadiness(): Promise<Readiness> {
  const response = await fetch('/health/ready', { headers: { accept: 'application/json' } }).catch(() => null);
  const parsed = readinessSchema.safeParse(await response?.json().catch(() => null));
  if (!parsed.success) throw new ApiError(response?.status ?? 0, 'The state of this installation could not be read.');
  return parsed.data;
}
