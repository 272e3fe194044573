import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Button } from '../ui/button.js';
import { HostOverrides } from './host-overrides.js';
import { fetchSystem, SYSTEM_KEY } from './system-api.js';

const ConnectModelDialog = lazy(() => import('./connect-model-dialog.js'));

/** Says plainly when answers come from the demonstration model, and when the operator sends hosts elsewhere. */
export default function DemoNoticeContent(): ReactNode {
  const { data } = useQuery({ queryKey: SYSTEM_KEY, queryFn: fetchSystem, staleTime: 300_000 });
  const [open, setOpen] = useState(false);
  if (data === undefined) return null;
  const demo = data.model.kind === 'demo';
  if (!demo && data.hostOverrides.length === 0) return null;
  return (
    <div className="shrink-0 border-b border-brass-line bg-brass-tint px-4 py-1.5 text-xs sm:px-6 sm:text-sm">
      {demo && (
        <p className="flex flex-wrap items-center gap-x-3">
          <span>
            <strong className="font-semibold">Demonstration model.</strong> It follows a script and does not think.
          </span>
          <Button tone="link" size="bare" onClick={() => setOpen(true)}>
            Connect a real one
          </Button>
        </p>
      )}
      <HostOverrides overrides={data.hostOverrides} />
      {open && (
        <Suspense fallback={null}>
          <ConnectModelDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}
