import type { SecretHostBinding } from '@cloakroom/contracts';
import type { SecretSettings } from '@cloakroom/persistence';
import { userError, type AppErrorField } from '@cloakroom/platform';
import { getDomain } from 'tldts';

const NO_HOST = 'Name at least one host that a sealed secret may go to, for example api.example.com.';

/**
 * Throws `invalid-input` for a sealed secret without a host, which could be used nowhere, and for a wildcard below which
 * anybody can have a name of their own.
 */
export function demandBindings(
  before: Pick<SecretSettings, 'mode' | 'bindings'>,
  change: Partial<SecretSettings>,
): void {
  const { mode, bindings } = { ...before, ...change };
  if (mode === 'sealed' && bindings.length === 0) refuse([{ path: 'bindings', message: NO_HOST }]);
  const open = (change.bindings ?? []).flatMap((binding, at) =>
    isOpenToAnybody(binding) ? [{ path: `bindings.${at}.host`, message: openWildcard(binding) }] : [],
  );
  if (open.length > 0) refuse(open);
}

/** Whether a wildcard stands before a public suffix (publicsuffix.org): `*.co.uk`, `*.github.io`. */
export function isOpenToAnybody({ host }: SecretHostBinding): boolean {
  return host.startsWith('*.') && getDomain(host.slice(2), { allowPrivateDomains: true }) === null;
}

function openWildcard({ host }: SecretHostBinding): string {
  return `Anybody can have a name under ${host.slice(2)}. Put your own name in front, for example *.name.${host.slice(2)}.`;
}

function refuse(fields: readonly AppErrorField[]): never {
  throw userError('invalid-input', fields.map(({ message }) => message).join(' '), { fields });
}
