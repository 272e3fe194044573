import type { AccountView, ListedAccount } from '@cloakroom/contracts';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useCurrentSession } from '../auth/use-session.js';
import { messageOf } from '../platform/api-client.js';
import { Button } from '../ui/button.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';
import { Moment } from '../ui/moment.js';
import { Notice } from '../ui/notice.js';
import { usageWords } from './usage-words.js';
import { ACCOUNTS_KEY, listAccounts, refetchAdmin, setRole } from './admin-api.js';

/** Who has an account, and who of them administers. */
export function AccountsSection(): ReactNode {
  const query = useInfiniteQuery({
    queryKey: ACCOUNTS_KEY,
    queryFn: ({ pageParam }) => listAccounts(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
  const [chosen, setChosen] = useState<AccountView | null>(null);
  const accounts = query.data?.pages.flatMap((page) => page.accounts) ?? [];
  const total = query.data?.pages.at(-1)?.total ?? 0;
  return (
    <div className="grid gap-3">
      {query.error !== null && <Notice tone="danger">{messageOf(query.error)}</Notice>}
      {query.isPending && <p className="text-sm text-ink-faint">Fetching the list…</p>}
      {accounts.length > 0 && (
        <>
          <p className="text-sm text-ink-soft">{total === 1 ? 'One account: yours.' : `${String(total)} accounts.`}</p>
          <ul aria-label="Accounts" className="divide-y divide-line rounded-lg border border-line bg-surface">
            {accounts.map((account) => (
              <AccountRow key={account.id} account={account} onChange={() => setChosen(account)} />
            ))}
          </ul>
        </>
      )}
      {query.hasNextPage && (
        <Button
          size="small"
          className="justify-self-start"
          busy={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Show more people
        </Button>
      )}
      <RoleDialog account={chosen} onClose={() => setChosen(null)} />
    </div>
  );
}

function AccountRow({ account, onChange }: { readonly account: ListedAccount; readonly onChange: () => void }) {
  const { user } = useCurrentSession();
  const { name, email, role, createdAt, usage } = account;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3.5 py-3 text-sm">
      <div className="min-w-48 flex-1">
        <p className="font-semibold wrap-anywhere">
          <bdi>{name}</bdi>
          {account.id === user.id && <span className="font-normal text-ink-faint"> (you)</span>}
        </p>
        <p className="text-xs wrap-anywhere text-ink-faint">
          {email} · since <Moment iso={createdAt} style="date" />
          {role === 'admin' && ' · administrator'}
        </p>
        <p className="text-xs text-ink-faint">
          {usageWords(usage)}
          {usage.lastRunAt !== null && (
            <>
              {' · last run '}
              <Moment iso={usage.lastRunAt} style="ago" />
            </>
          )}
        </p>
      </div>
      <Button size="small" onClick={onChange}>
        {role === 'admin' ? 'Take the role away…' : 'Make administrator…'}
        <span className="sr-only">
          {name}, {email}
        </span>
      </Button>
    </li>
  );
}

function RoleDialog({ account, onClose }: { readonly account: AccountView | null; readonly onClose: () => void }) {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: setRole,
    onSuccess: onClose,
    onSettled: () => refetchAdmin(client),
  });
  const promotes = account?.role === 'user';
  const name = account?.name ?? '';
  return (
    <ConfirmDialog
      open={account !== null}
      onClose={() => {
        change.reset();
        onClose();
      }}
      title={promotes ? `Make ${name} an administrator?` : `Take the role away from ${name}?`}
      confirmLabel={promotes ? 'Make administrator' : 'Take it away'}
      onConfirm={() => account !== null && change.mutate({ id: account.id, role: promotes ? 'admin' : 'user' })}
      busy={change.isPending}
      error={change.error === null ? null : messageOf(change.error)}
    >
      {promotes
        ? 'They decide who may sign up, invite people and change roles, yours included. They see nobody’s secrets or chats.'
        : 'They keep their account and everything in it, and administer nothing any more.'}
    </ConfirmDialog>
  );
}
