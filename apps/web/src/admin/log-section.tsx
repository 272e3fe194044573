import type { AdminLogEntry } from '@cloakroom/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { messageOf } from '../platform/api-client.js';
import { Button } from '../ui/button.js';
import { Moment } from '../ui/moment.js';
import { Notice } from '../ui/notice.js';
import { listLog, LOG_KEY } from './admin-api.js';
import { logWords } from './log-words.js';

/** What administrators did, newest first. */
export function LogSection(): ReactNode {
  const query = useInfiniteQuery({
    queryKey: LOG_KEY,
    queryFn: ({ pageParam }) => listLog(pageParam),
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
  });
  const entries = query.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <div className="grid gap-3">
      {query.error !== null && <Notice tone="danger">{messageOf(query.error)}</Notice>}
      {query.isPending && <p className="text-sm text-ink-faint">Fetching the log…</p>}
      {query.isSuccess && entries.length === 0 && (
        <p className="text-sm text-ink-faint">No administrator has changed anything yet.</p>
      )}
      {entries.length > 0 && (
        <ol
          tabIndex={0}
          aria-label="Log of administrators"
          className="max-h-96 divide-y divide-line overflow-y-auto rounded-lg border border-line bg-surface"
        >
          {entries.map((entry) => (
            <Entry key={entry.seq} entry={entry} />
          ))}
        </ol>
      )}
      {query.hasNextPage && (
        <Button
          size="small"
          className="justify-self-start"
          busy={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Show what was before
        </Button>
      )}
    </div>
  );
}

function Entry({ entry }: { readonly entry: AdminLogEntry }): ReactNode {
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 px-3.5 py-2 text-sm">
      <p className="min-w-48 flex-1 wrap-anywhere">{logWords(entry)}</p>
      <span className="text-xs text-ink-faint">
        <Moment iso={entry.at} style="ago" /> · No {entry.seq}
      </span>
    </li>
  );
}
