import { SECRET_MASK, type SecretView } from '@cloakroom/contracts';

/** A secret as the server shows it, with what a test wants to be different. */
export function secretExample(change: Partial<SecretView> = {}): SecretView {
  return {
    id: '00000000-0000-4000-8000-000000000001',
    name: 'EXAMPLE_KEY',
    description: '',
    mask: SECRET_MASK,
    tags: [],
    enabled: true,
    expiresAt: null,
    mode: 'exposed',
    bindings: [],
    askBeforeUse: false,
    exposedRuns: 0,
    destinations: [],
    scan: { state: 'none', found: 0, messages: 0 },
    version: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: null,
    lastUsedAt: null,
    ...change,
  };
}
