import type { AuditEvent } from '@cloakroom/contracts';
import type { StoredPrompt } from '@cloakroom/persistence';

/** What a question that has been closed leaves in its user's audit trail; one that was withdrawn leaves nothing. */
export function auditOfClosed({ ask, state, scope, runId, conversationId }: StoredPrompt): AuditEvent[] {
  if (ask.kind === 'secret') {
    const type = secretTypes[state];
    return type === null ? [] : [{ type, secretName: ask.name, runId, conversationId }];
  }
  const type = leaseTypes[state];
  return type === null ? [] : ask.names.map((secretName) => ({ type, secretName, scope }));
}

const nothing = { open: null, withdrawn: null } as const;

const secretTypes = {
  ...nothing,
  provided: 'secret.provided',
  granted: null,
  declined: 'secret.declined',
  expired: 'secret.request-expired',
} as const satisfies Record<StoredPrompt['state'], AuditEvent['type'] | null>;

const leaseTypes = {
  ...nothing,
  provided: null,
  granted: 'lease.granted',
  declined: 'lease.refused',
  expired: 'lease.refused',
} as const satisfies Record<StoredPrompt['state'], AuditEvent['type'] | null>;
