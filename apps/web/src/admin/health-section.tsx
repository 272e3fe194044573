import type { WorkerPresence } from '@cloakroom/contracts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatBytes } from '../files/format-bytes.js';
import { InstallationSection } from '../system/installation-section.js';
import { fetchReadiness, READINESS_KEY } from '../system/system-api.js';
import { Moment } from '../ui/moment.js';
import { fetchOverview, OVERVIEW_KEY } from './admin-api.js';
import { FactList } from './fact-list.js';
import { counted } from './usage-words.js';

/** How the parts fare, what each worker does, and what everything runs on. */
export function HealthSection(): ReactNode {
  const readiness = useQuery({ queryKey: READINESS_KEY, queryFn: fetchReadiness, refetchInterval: 10_000 });
  const overview = useQuery({ queryKey: OVERVIEW_KEY, queryFn: fetchOverview, refetchInterval: 30_000 });
  const workers = readiness.data?.workers ?? [];
  return (
    <div className="grid gap-3 text-sm">
      <InstallationSection />
      {workers.length > 0 && (
        <>
          <h3 className="mt-3 font-semibold">Workers</h3>
          <ul aria-label="Workers" className="divide-y divide-line rounded-lg border border-line bg-surface">
            {workers.map((worker) => (
              <WorkerRow key={worker.workerId} worker={worker} />
            ))}
          </ul>
        </>
      )}
      {overview.data !== undefined && (
        <>
          <h3 className="mt-3 font-semibold">Models and versions</h3>
          <FactList
            label="Models and versions"
            facts={[
              ...overview.data.models.map(
                ({ kind, name, workers: count }) =>
                  [kind === 'demo' ? 'Demonstration model' : 'Model', `${name}, ${counted(count, 'worker')}`] as const,
              ),
              ['Cloakroom', overview.data.versions.product],
              ['Node', overview.data.versions.node],
              ['MongoDB', overview.data.versions.mongo ?? 'not told'],
              ['Redis', overview.data.versions.redis ?? 'not told'],
            ]}
          />
        </>
      )}
    </div>
  );
}

function WorkerRow({ worker: { workerId, startedAt, model, figures } }: { readonly worker: WorkerPresence }) {
  return (
    <li className="px-3.5 py-2">
      <p className="font-semibold wrap-anywhere">{workerId}</p>
      <p className="text-xs text-ink-soft">
        {model.name} · started <Moment iso={new Date(startedAt).toISOString()} style="ago" />
      </p>
      {figures !== undefined && (
        <p className="text-xs text-ink-soft">
          {counted(figures.runsActive, 'run')} at work · sandboxes: {figures.sandbox.busy} busy,{' '}
          {figures.sandbox.ready.javascript + figures.sandbox.ready.python} ready, {figures.sandbox.queued} waited for ·{' '}
          {formatBytes(figures.rssBytes + figures.sandbox.rssBytes)} of memory
        </p>
      )}
    </li>
  );
}
