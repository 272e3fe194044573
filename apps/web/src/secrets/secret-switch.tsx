import type { SecretView } from '@cloakroom/contracts';
import type { ReactNode } from 'react';
import { updateSecret } from './data/secrets-api.js';
import { useSecretAction } from './use-secret-action.js';

/** Switches a secret on or off from its card. */
export function SecretSwitch({ secret }: { readonly secret: SecretView }): ReactNode {
  const toggle = useSecretAction(
    () => updateSecret(secret.id, { enabled: !secret.enabled }),
    `${secret.name} is switched ${secret.enabled ? 'off' : 'on'}.`,
  );
  const on = toggle.isPending ? !secret.enabled : secret.enabled;
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      aria-label={`Use ${secret.name}`}
      title={on ? 'Switch off' : 'Switch on'}
      aria-disabled={toggle.isPending}
      onClick={() => {
        if (!toggle.isPending) toggle.mutate();
      }}
      className="group grid size-9 shrink-0 place-items-center rounded-lg"
    >
      <span className="flex h-4.5 w-8 items-center rounded-full border border-ticket-soft bg-transparent px-0.5 transition-colors group-aria-checked:border-good group-aria-checked:bg-good">
        <span className="size-3 rounded-full bg-ticket-soft transition-transform group-aria-checked:translate-x-3.5 group-aria-checked:bg-ticket rtl:group-aria-checked:-translate-x-3.5" />
      </span>
    </button>
  );
}
