import type { ReactNode } from 'react';
import { MaskedText } from '../../ui/masked-text.js';

export interface HostListProps {
  readonly intro: string;
  readonly hosts: readonly string[];
}

/** Hosts in one sentence; nothing when there are none. */
export function HostList({ intro, hosts }: HostListProps): ReactNode {
  if (hosts.length === 0) return null;
  return (
    <p className="text-sm text-ink-soft">
      {intro}{' '}
      {hosts.map((host, index) => (
        <span key={host}>
          {index > 0 && ', '}
          <code dir="ltr" className="font-mono text-xs wrap-anywhere text-ink">
            <MaskedText text={host} />
          </code>
        </span>
      ))}
      .
    </p>
  );
}
