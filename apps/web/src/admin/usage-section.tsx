import type { AdminOverview } from '@cloakroom/contracts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatBytes } from '../files/format-bytes.js';
import { messageOf } from '../platform/api-client.js';
import { Notice } from '../ui/notice.js';
import { fetchOverview, OVERVIEW_KEY } from './admin-api.js';
import { FactList } from './fact-list.js';

const number = (value: number): string => value.toLocaleString('en');

/** How much there is in the installation, and what everybody may do at most. */
export function UsageSection(): ReactNode {
  const query = useQuery({ queryKey: OVERVIEW_KEY, queryFn: fetchOverview, refetchInterval: 30_000 });
  return (
    <div className="grid gap-3 text-sm">
      {query.error !== null && <Notice tone="danger">{messageOf(query.error)}</Notice>}
      {query.isPending && <p className="text-ink-faint">Counting…</p>}
      {query.data !== undefined && <Figures overview={query.data} />}
    </div>
  );
}

function Figures({ overview: { usage, limits } }: { readonly overview: AdminOverview }): ReactNode {
  const { finished, failed, cancelled, open } = usage.runsLastDay;
  return (
    <>
      <FactList
        label="Usage"
        facts={[
          ['Accounts', number(usage.accounts)],
          ['Chats', number(usage.conversations)],
          ['Runs in 24 hours', number(finished + failed + cancelled + open)],
          ['Of them finished', number(finished)],
          ['Of them failed', number(failed)],
          ['Of them stopped', number(cancelled)],
          ['Of them under way', number(open)],
          ['Files', usage.files === 0 ? 'none' : `${number(usage.files)}, ${formatBytes(usage.fileBytes)}`],
          ['Database on disk', usage.databaseBytes === null ? 'not told' : formatBytes(usage.databaseBytes)],
        ]}
      />
      <h3 className="mt-3 font-semibold">Limits</h3>
      <p className="text-ink-soft">Settings of the gateways and workers; they change with a restart.</p>
      <FactList
        label="Limits"
        facts={[
          ['Runs at work, each person', number(limits.runsPerUser)],
          ['Runs that wait, each person', number(limits.queuedRunsPerUser)],
          ['Runs that wait, in all', number(limits.queuedRuns)],
          ['Room for files, each person', formatBytes(limits.fileMegabytesPerUser * 1_048_576)],
          ['Tries to sign in, each address', `${number(limits.signInTriesPerMinute)} a minute`],
        ]}
      />
    </>
  );
}
