import type { AuditEntry } from '@cloakroom/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { messageOf } from '../../platform/api-client.js';
import { Button } from '../../ui/button.js';
import { MaskedText } from '../../ui/masked-text.js';
import { Moment } from '../../ui/moment.js';
import { Notice } from '../../ui/notice.js';
import { inputStyle } from '../../ui/text-field.js';
import { listAudit, type AuditFilter } from './audit-api.js';
import { AuditProof } from './audit-proof.js';
import { auditWords } from './audit-words.js';

const TYPES: Readonly<Record<string, string>> = {
  '': 'Everything',
  'secret.used': 'Uses',
  'secret.refused': 'Refusals',
  secret: 'Secrets',
  lease: 'Leave to use',
  history: 'Chats searched and masked',
  key: 'API keys',
  webhook: 'Webhooks',
  schedule: 'Schedules',
  drill: 'Leak drills',
  vault: 'Vault',
};

/** What was done with and to one's secrets, newest first. */
export function AuditSection(): ReactNode {
  const [filter, setFilter] = useState<AuditFilter>({ type: '', secret: '' });
  const query = useInfiniteQuery({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam }) => listAudit(filter, pageParam),
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
  });
  const entries = query.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap gap-2">
        <select
          aria-label="Kind of entry"
          value={filter.type}
          onChange={(event) => setFilter({ ...filter, type: event.target.value })}
          className={`${inputStyle} w-auto! max-w-full`}
        >
          {Object.entries(TYPES).map(([type, label]) => (
            <option key={type} value={type}>
              {label}
            </option>
          ))}
        </select>
        <input
          type="search"
          aria-label="Name of the secret"
          placeholder="Name of a secret"
          value={filter.secret}
          onChange={(event) => setFilter({ ...filter, secret: event.target.value.trim().toUpperCase() })}
          autoComplete="off"
          spellCheck={false}
          className={`${inputStyle} min-w-40 flex-1 font-mono`}
        />
      </div>
      {query.error !== null && <Notice tone="danger">{messageOf(query.error)}</Notice>}
      {query.isPending && <p className="text-sm text-ink-faint">Fetching the trail…</p>}
      {query.isSuccess && entries.length === 0 && (
        <p className="text-sm text-ink-faint">Nothing is on the trail here.</p>
      )}
      {entries.length > 0 && (
        <ol
          tabIndex={0}
          aria-label="Audit trail"
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
          Show earlier
        </Button>
      )}
      <AuditProof />
    </div>
  );
}

function Entry({ entry }: { readonly entry: AuditEntry }): ReactNode {
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 px-3.5 py-2 text-sm">
      <p className="min-w-48 flex-1 wrap-anywhere">
        {'secretName' in entry.event && (
          <span className="font-mono text-xs font-semibold">{entry.event.secretName} </span>
        )}
        <MaskedText text={auditWords(entry.event)} />
      </p>
      <span className="text-xs text-ink-faint">
        <Moment iso={entry.at} style="ago" /> · No {entry.seq}
      </span>
    </li>
  );
}
