import { drillViewSchema, type DrillCheck, type DrillReport, type DrillView } from '@cloakroom/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CircleCheck, CircleX } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { api, messageOf } from '../../platform/api-client.js';
import { formatExactTime } from '../../platform/format-time.js';
import { Button } from '../../ui/button.js';
import { MaskedText } from '../../ui/masked-text.js';
import { Notice } from '../../ui/notice.js';

const DRILL_KEY = ['drill'] as const;
const ROUTE = '/api/v1/secrets/drill';
const LOOK_MS = 1_000;

const underWay = (view: DrillView | undefined): boolean => view?.state === 'queued' || view?.state === 'running';

/** Plants a canary secret in the real sandbox, tries to get it out over every route, and shows what came of each. */
export function DrillPanel(): ReactNode {
  const id = useId();
  const client = useQueryClient();
  const query = useQuery({
    queryKey: DRILL_KEY,
    queryFn: () => api('GET', ROUTE, drillViewSchema),
    refetchInterval: ({ state }) => underWay(state.data) && LOOK_MS,
  });
  const start = useMutation({
    mutationFn: () => api('POST', ROUTE, drillViewSchema),
    onSuccess: (view) => client.setQueryData(DRILL_KEY, view),
  });
  const view = query.data;
  const busy = start.isPending || underWay(view);
  const error = start.error ?? query.error;
  return (
    <section aria-labelledby={id} className="mt-12 border-t-2 border-dotted border-line pt-6">
      <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
        <div className="min-w-56 flex-1">
          <h2 id={id} className="display text-xl">
            Prove it
          </h2>
          <p className="mt-1 text-sm text-ink-soft">
            Plants a made-up secret in a real sandbox and tries to get it out over every route. Your own secrets are not
            touched.
          </p>
        </div>
        <Button busy={busy} onClick={() => start.mutate()}>
          {busy ? 'Trying…' : 'Try to leak one'}
        </Button>
      </div>
      {error !== null && (
        <Notice tone="danger" className="mt-4">
          {messageOf(error)}
        </Notice>
      )}
      {view !== undefined && busy && <Progress view={view} />}
      {view?.state === 'failed' && !busy && (
        <Notice tone="danger" className="mt-4">
          The drill could not be made. Try again; when that fails too, the worker may be down.
        </Notice>
      )}
      {view !== undefined && view.report !== null && <Report report={view.report} />}
    </section>
  );
}

function Progress({ view }: { readonly view: DrillView }): ReactNode {
  return (
    <div className="mt-4 text-sm">
      <progress
        aria-label="Attempts made"
        max={Math.max(view.all, 1)}
        value={view.made}
        className="h-2 w-full accent-(--brand)"
      />
      <p role="status" className="text-xs text-ink-faint">
        {view.state === 'queued' ? 'Waiting for a worker…' : 'Trying to get it out…'}
      </p>
      <p className="text-xs text-ink-faint tabular-nums">
        {view.made} of {view.all} attempts
      </p>
    </div>
  );
}

function Report({ report }: { readonly report: DrillReport }): ReactNode {
  const passed = report.checks.filter((check) => check.passed).length;
  const whole = passed === report.checks.length;
  return (
    <div className="mt-5">
      <p className={`font-semibold ${whole ? 'text-good' : 'text-danger'}`}>
        {whole ? `All ${passed} attempts were held off.` : `${report.checks.length - passed} attempts got through.`}
      </p>
      <p className="text-xs text-ink-faint">
        {formatExactTime(report.finishedAt)} · build {report.build}
      </p>
      <details open={!whole} className="mt-2">
        <summary className="text-sm font-medium">
          {passed} of {report.checks.length} passed
        </summary>
        <ul className="mt-2 divide-y divide-line rounded-lg border border-line bg-surface">
          {[...report.checks]
            .sort((a, b) => Number(a.passed) - Number(b.passed))
            .map((check) => (
              <Check key={check.id} check={check} />
            ))}
        </ul>
      </details>
    </div>
  );
}

function Check({ check }: { readonly check: DrillCheck }): ReactNode {
  const Icon = check.passed ? CircleCheck : CircleX;
  return (
    <li className="flex items-start gap-2.5 px-3.5 py-2 text-sm">
      <Icon aria-hidden="true" className={`mt-0.5 size-4 shrink-0 ${check.passed ? 'text-good' : 'text-danger'}`} />
      <div className="min-w-0 flex-1 wrap-anywhere">
        {check.title}
        {check.note !== null && (
          <p className="text-xs text-ink-soft">
            <MaskedText text={check.note} />
          </p>
        )}
      </div>
      <span className="text-xs text-ink-faint">
        {check.passed ? 'Pass' : 'Fail'} · {check.route}
      </span>
    </li>
  );
}
