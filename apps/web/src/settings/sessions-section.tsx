import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { listSessions, revokeOtherSessions, revokeSession, type ListedSession } from '../auth/auth-api.js';
import { useCurrentSession } from '../auth/use-session.js';
import { messageOf } from '../platform/api-client.js';
import { Button } from '../ui/button.js';
import { Moment } from '../ui/moment.js';
import { Notice } from '../ui/notice.js';
import { deviceName } from './device-name.js';

const SESSIONS_KEY = ['sessions'] as const;

/** Where this account is signed in, with the way to end each. */
export function SessionsSection(): ReactNode {
  const client = useQueryClient();
  const { sessionToken } = useCurrentSession();
  const query = useQuery({ queryKey: SESSIONS_KEY, queryFn: listSessions });
  const refetch = () => client.invalidateQueries({ queryKey: SESSIONS_KEY });
  const revoke = useMutation({ mutationFn: revokeSession, onSettled: refetch });
  const revokeOthers = useMutation({ mutationFn: revokeOtherSessions, onSettled: refetch });
  const failure = query.error ?? revoke.error ?? revokeOthers.error;
  const sessions = [...(query.data ?? [])].sort(
    (a, b) => Number(b.token === sessionToken) - Number(a.token === sessionToken) || +b.updatedAt - +a.updatedAt,
  );
  return (
    <div className="grid gap-3">
      {failure !== null && <Notice tone="danger">{messageOf(failure)}</Notice>}
      {query.isPending && <p className="text-sm text-ink-faint">Looking where you are signed in…</p>}
      {sessions.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {sessions.map((session) => (
            <SessionRow
              key={session.token}
              session={session}
              current={session.token === sessionToken}
              busy={revoke.isPending && revoke.variables === session.token}
              onRevoke={() => revoke.mutate(session.token)}
            />
          ))}
        </ul>
      )}
      {sessions.length > 1 && (
        <Button className="justify-self-start" busy={revokeOthers.isPending} onClick={() => revokeOthers.mutate()}>
          Sign out everywhere else
        </Button>
      )}
    </div>
  );
}

interface SessionRowProps {
  readonly session: ListedSession;
  readonly current: boolean;
  readonly busy: boolean;
  readonly onRevoke: () => void;
}

function SessionRow({ session, current, busy, onRevoke }: SessionRowProps): ReactNode {
  const device = deviceName(session.userAgent);
  return (
    <li className="flex items-center gap-3 px-3.5 py-3 text-sm">
      <div className="min-w-0 flex-1">
        <p className="font-semibold">{device}</p>
        <p className="text-xs text-ink-faint">
          {current ? (
            'This device'
          ) : (
            <>
              Active <Moment iso={session.updatedAt.toISOString()} style="ago" />
            </>
          )}
          {' · signed in '}
          <Moment iso={session.createdAt.toISOString()} style="date" />
        </p>
      </div>
      {!current && (
        <Button size="small" busy={busy} onClick={onRevoke} aria-label={`Revoke the session of ${device}`}>
          Revoke
        </Button>
      )}
    </li>
  );
}
