import type { SystemView } from '@cloakroom/contracts';
import type { ReactNode } from 'react';

/** Host names that do not lead where they seem to; nothing when there are none. */
export function HostOverrides({ overrides }: { readonly overrides: SystemView['hostOverrides'] }): ReactNode {
  if (overrides.length === 0) return null;
  return (
    <p className="wrap-anywhere">
      <strong className="font-semibold">Host override.</strong> The operator sends{' '}
      {overrides.map(({ host, target }, index) => (
        <span key={host}>
          {index > 0 && ', '}
          <code className="font-mono text-xs">{host}</code> to <code className="font-mono text-xs">{target}</code>
        </span>
      ))}
      .
    </p>
  );
}
