import type { SecretView } from '@cloakroom/contracts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.js';
import { leasesKey, listLeases, revokeLeases, scrubHistory, updateSecret } from './data/secrets-api.js';
import { bindingWords, sealOfferOf } from './data/secret-view-rules.js';
import { useSecretAction } from './use-secret-action.js';

/** What the card has to offer about its secret, one line each. */
export function SecretOffers({ secret }: { readonly secret: SecretView }): ReactNode {
  return (
    <>
      <SealOffer secret={secret} />
      <ScanOffer secret={secret} />
      {secret.askBeforeUse && <Leases secret={secret} />}
    </>
  );
}

const line =
  'mt-2 flex flex-wrap items-center justify-between gap-x-3 gap-y-1.5 rounded-lg border border-ticket-line bg-brass-tint/60 px-2.5 py-2 text-xs text-ticket-ink';

function SealOffer({ secret }: { readonly secret: SecretView }): ReactNode {
  const bindings = sealOfferOf(secret);
  const seal = useSecretAction(
    () => updateSecret(secret.id, { mode: 'sealed', bindings: bindings ?? [] }),
    `${secret.name} is sealed.`,
  );
  if (bindings === null) return null;
  return (
    <div className={line}>
      <p className="min-w-40 flex-1 wrap-anywhere">Has gone only to {bindings.map(bindingWords).join(', ')}.</p>
      <Button size="small" busy={seal.isPending} onClick={() => seal.mutate()}>
        {bindings.length === 1 ? 'Seal it to that' : 'Seal it to those'}
      </Button>
    </div>
  );
}

function places(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

function ScanOffer({ secret }: { readonly secret: SecretView }): ReactNode {
  const { state, found, messages } = secret.scan;
  const scrub = useSecretAction(() => scrubHistory(secret.id));
  if (state === 'running') return <Progress words="Looking for it in your chats…" />;
  if (state === 'scrubbing' || scrub.isPending) return <Progress words="Masking it in your chats…" />;
  if (state === 'too-short') {
    return <p className="mt-2 text-xs">Too short to be looked for in your chats without masking ordinary text.</p>;
  }
  if (found === 0) return null;
  const where = `${places(found, 'place')} of ${places(messages, 'message')}`;
  if (state === 'scrubbed') return <p className="mt-2 text-xs text-good">Masked in {where}.</p>;
  return (
    <div className={line}>
      <p className="min-w-40 flex-1">Found in {where} of your chats.</p>
      <Button size="small" onClick={() => scrub.mutate()}>
        {found === 1 ? 'Mask it' : 'Mask them'}
      </Button>
    </div>
  );
}

function Progress({ words }: { readonly words: string }): ReactNode {
  return (
    <p role="status" className="mt-2 flex items-center gap-2 text-xs">
      <span aria-hidden="true" className="size-1.5 animate-dot rounded-full bg-brass" />
      {words}
    </p>
  );
}

/** The leave that is in force, and the way to take it back. */
function Leases({ secret }: { readonly secret: SecretView }): ReactNode {
  const query = useQuery({ queryKey: leasesKey(secret.id), queryFn: () => listLeases(secret.id) });
  const revoke = useSecretAction(() => revokeLeases(secret.id), `${secret.name} asks again before use.`);
  const leases = query.data ?? [];
  if (leases.length === 0) return <p className="mt-2 text-xs">Asks before use.</p>;
  const chats = leases.filter(({ scope }) => scope === 'conversation').length;
  const scopes = [
    leases.some(({ scope }) => scope === 'always') ? 'always' : null,
    leases.some(({ scope }) => scope === 'hour') ? 'for an hour' : null,
    chats > 0 ? `in ${places(chats, 'conversation')}` : null,
  ].filter((scope) => scope !== null);
  return (
    <div className={line}>
      <p className="min-w-40 flex-1">Asks before use; allowed now {scopes.join(', ')}.</p>
      <Button
        size="small"
        busy={revoke.isPending}
        aria-label={`Ask again before ${secret.name} is used`}
        onClick={() => revoke.mutate()}
      >
        Ask again
      </Button>
    </div>
  );
}
