import type { Readiness } from '@cloakroom/contracts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { messageOf } from '../platform/api-client.js';
import { HostOverrides } from './host-overrides.js';
import { fetchReadiness, fetchSystem, READINESS_KEY, SYSTEM_KEY } from './system-api.js';

/** What runs here and how it fares. */
export function InstallationSection(): ReactNode {
  const system = useQuery({ queryKey: SYSTEM_KEY, queryFn: fetchSystem });
  const readiness = useQuery({ queryKey: READINESS_KEY, queryFn: fetchReadiness, refetchInterval: 10_000 });
  return (
    <div className="grid gap-3 text-sm">
      {system.data !== undefined && (
        <>
          <p>
            Version {system.data.version}.{' '}
            {system.data.model.kind === 'demo'
              ? 'Answers come from the demonstration model.'
              : `Answers come from ${system.data.model.name}.`}
          </p>
          <HostOverrides overrides={system.data.hostOverrides} />
        </>
      )}
      {readiness.data !== undefined && <PartStates readiness={readiness.data} />}
      {readiness.error !== null && <p className="text-danger">{messageOf(readiness.error)}</p>}
      {readiness.isPending && <p className="text-ink-faint">Asking each part how it is…</p>}
    </div>
  );
}

function PartStates({ readiness }: { readonly readiness: Readiness }): ReactNode {
  return (
    <ul className="divide-y divide-line rounded-lg border border-line">
      {Object.entries(readiness.parts).map(([name, part]) => (
        <li key={name} className="flex flex-wrap items-baseline gap-x-3 px-3.5 py-2">
          <span className="w-28 font-medium">{name}</span>
          <span className={`font-semibold ${part.status === 'up' ? 'text-good' : 'text-danger'}`}>
            {part.status === 'up' ? 'Up' : 'Down'}
          </span>
          <span className="min-w-0 flex-1 wrap-anywhere text-ink-soft">{part.detail}</span>
        </li>
      ))}
      {readiness.workers.map((worker) => (
        <li key={worker.workerId} className="px-3.5 py-2">
          <span className="font-medium">Sandbox isolation: {worker.isolation.level}</span>
          {worker.isolation.missing.map(({ layer, remedy }) => (
            <span key={layer} className="block text-ink-soft">
              Without {layer}. {remedy}
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}
