import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { messageOf } from '../platform/api-client.js';
import { Button } from '../ui/button.js';
import { Notice } from '../ui/notice.js';
import { goToProvider } from './provider-api.js';
import { safeReturnPath } from './return-path.js';
import { useProvider } from './use-provider.js';

/** The way in over the installation's provider; nothing when it has none. */
export function ProviderButton({ invitation = '' }: { readonly invitation?: string }): ReactNode {
  const [params] = useSearchParams();
  const provider = useProvider();
  const go = useMutation({ mutationFn: goToProvider });
  if (provider === null) return null;
  const wanted = params.get('next');
  const next = safeReturnPath(wanted);
  const failed = wanted === null ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`;
  return (
    <div className="mt-4 grid gap-4">
      <p className="flex items-center gap-3 text-sm text-ink-faint before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or
      </p>
      {go.error !== null && <Notice tone="danger">{messageOf(go.error)}</Notice>}
      <Button
        className="w-full"
        busy={go.isPending || go.isSuccess}
        onClick={() => go.mutate({ next, failed, invitation })}
      >
        Continue with {provider.name}
      </Button>
    </div>
  );
}
