import { SECRET_MASK, type SecretView } from '@cloakroom/contracts';
import type { StoredSecret } from '@cloakroom/persistence';

/** A stored secret as its owner may see it. The repository does not even read the sealed value for this. */
export function secretView(secret: StoredSecret): SecretView {
  return {
    id: secret.id,
    name: secret.name,
    description: secret.description,
    mask: SECRET_MASK,
    tags: [...secret.tags],
    enabled: secret.enabled,
    expiresAt: secret.expiresAt?.toISOString() ?? null,
    mode: secret.mode,
    bindings: [...secret.bindings],
    askBeforeUse: secret.askBeforeUse,
    exposedRuns: secret.exposedRuns,
    destinations: [...secret.destinations],
    scan: { ...secret.scan },
    version: secret.version,
    createdAt: secret.createdAt.toISOString(),
    updatedAt: secret.updatedAt?.toISOString() ?? null,
    lastUsedAt: secret.lastUsedAt?.toISOString() ?? null,
  };
}
