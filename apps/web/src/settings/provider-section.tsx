import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, type ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { fetchLinked, LINKED_KEY, linkProvider, unlinkProvider } from '../auth/provider-api.js';
import { providerFailure } from '../auth/provider-failure.js';
import { messageOf } from '../platform/api-client.js';
import { Button } from '../ui/button.js';
import { Notice } from '../ui/notice.js';

/** Whether the installation's provider signs this person in, and the switch of it. */
export default function ProviderSection({ name }: { readonly name: string }): ReactNode {
  const client = useQueryClient();
  const [params] = useSearchParams();
  const linked = useQuery({ queryKey: LINKED_KEY, queryFn: fetchLinked });
  const link = useMutation({ mutationFn: () => linkProvider('/settings') });
  const unlink = useMutation({
    mutationFn: unlinkProvider,
    onSettled: () => client.invalidateQueries({ queryKey: LINKED_KEY }),
  });
  const error = link.error ?? unlink.error ?? linked.error;
  const failure = error === null ? providerFailure(params.get('error')) : messageOf(error);
  const cameBack = params.has('error');
  const show = useCallback(
    (element: HTMLElement | null): void => {
      if (cameBack) element?.scrollIntoView({ block: 'center' });
    },
    [cameBack],
  );
  return (
    <div ref={show} className="grid justify-items-start gap-3 text-sm">
      {failure !== null && <Notice tone="danger">{failure}</Notice>}
      {linked.isPending && <p className="text-ink-faint">Looking how you can sign in…</p>}
      {linked.data?.providerLink === null && (
        <>
          <p className="text-ink-soft">
            Link your account at {name}, if it has the same address, and you can sign in with either.
          </p>
          <Button busy={link.isPending || link.isSuccess} onClick={() => link.mutate()}>
            Link with {name}
          </Button>
        </>
      )}
      {linked.data !== undefined && linked.data.providerLink !== null && (
        <>
          <p>You can sign in with {name}.</p>
          {linked.data.hasPassword ? (
            <Button busy={unlink.isPending} onClick={() => unlink.mutate(linked.data.providerLink ?? '')}>
              Unlink from {name}
            </Button>
          ) : (
            <p className="text-ink-soft">Set a password above if you want to be able to sign in without it.</p>
          )}
        </>
      )}
    </div>
  );
}
