import type { AuditEvent } from '@cloakroom/contracts';
import type { StoredSecret } from '@cloakroom/persistence';

/** What a change of a secret leaves in its owner's audit trail; nothing when nothing is different. */
export function secretChanges(before: StoredSecret, after: StoredSecret): AuditEvent[] {
  const types = [
    ...(before.version === after.version ? [] : (['secret.value-replaced'] as const)),
    ...(before.enabled === after.enabled ? [] : ([after.enabled ? 'secret.enabled' : 'secret.disabled'] as const)),
    ...(before.mode === after.mode ? [] : ([`secret.${after.mode}`] as const)),
    ...(isSame(before.bindings, after.bindings) ? [] : (['secret.bound'] as const)),
    ...(isSame(wordsOf(before), wordsOf(after)) ? [] : (['secret.updated'] as const)),
  ];
  return types.map((type) => ({ type, secretName: after.name }));
}

function wordsOf({ description, tags, expiresAt, askBeforeUse }: StoredSecret) {
  return [description, tags, expiresAt?.getTime() ?? null, askBeforeUse];
}

/** Both come out of one function with one order of keys. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
