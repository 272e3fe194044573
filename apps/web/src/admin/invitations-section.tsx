import type { InvitationView } from '@cloakroom/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { messageOf } from '../platform/api-client.js';
import { Button } from '../ui/button.js';
import { Moment } from '../ui/moment.js';
import { Notice } from '../ui/notice.js';
import { INVITATIONS_KEY, listInvitations, refetchAdmin, revokeInvitation } from './admin-api.js';
import { InviteDialog } from './invite-dialog.js';

/** Links with which people make an account. */
export function InvitationsSection(): ReactNode {
  const client = useQueryClient();
  const [inviting, setInviting] = useState(false);
  const query = useQuery({ queryKey: INVITATIONS_KEY, queryFn: listInvitations });
  const revoke = useMutation({ mutationFn: revokeInvitation, onSettled: () => refetchAdmin(client) });
  const failure = revoke.error ?? query.error;
  const invitations = query.data ?? [];
  return (
    <div className="grid gap-3">
      {failure !== null && <Notice tone="danger">{messageOf(failure)}</Notice>}
      {query.isPending && <p className="text-sm text-ink-faint">Fetching the invitations…</p>}
      {query.isSuccess && invitations.length === 0 && <p className="text-sm text-ink-faint">Nobody is invited.</p>}
      {invitations.length > 0 && (
        <ul aria-label="Invitations" className="divide-y divide-line rounded-lg border border-line bg-surface">
          {invitations.map((invitation) => (
            <InvitationRow
              key={invitation.id}
              invitation={invitation}
              busy={revoke.isPending && revoke.variables === invitation.id}
              onRevoke={() => revoke.mutate(invitation.id)}
            />
          ))}
        </ul>
      )}
      <Button className="justify-self-start" onClick={() => setInviting(true)}>
        Invite somebody
      </Button>
      <InviteDialog open={inviting} onClose={() => setInviting(false)} />
    </div>
  );
}

const STATES = { open: 'good until ', used: 'used · was good until ', expired: 'expired ' } as const;

interface InvitationRowProps {
  readonly invitation: InvitationView;
  readonly busy: boolean;
  readonly onRevoke: () => void;
}

function InvitationRow({ invitation, busy, onRevoke }: InvitationRowProps): ReactNode {
  const { note, state, createdAt, expiresAt } = invitation;
  const name = note === '' ? 'Somebody' : note;
  return (
    <li className="flex items-center gap-3 px-3.5 py-3 text-sm">
      <div className="min-w-0 flex-1">
        <p className="font-semibold wrap-anywhere">
          <bdi>{name}</bdi>
        </p>
        <p className="text-xs text-ink-faint">
          Made <Moment iso={createdAt} style="ago" /> · {STATES[state]}
          <Moment iso={expiresAt} style="date" />
        </p>
      </div>
      {state !== 'used' && (
        <Button
          size="small"
          busy={busy}
          onClick={onRevoke}
          aria-label={`${state === 'open' ? 'Take back' : 'Remove'} the invitation for ${name}`}
        >
          {state === 'open' ? 'Take back' : 'Remove'}
        </Button>
      )}
    </li>
  );
}
