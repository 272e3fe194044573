import type { ApiKeyView } from '@cloakroom/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { messageOf } from '../../platform/api-client.js';
import { Button } from '../../ui/button.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { Moment } from '../../ui/moment.js';
import { Notice } from '../../ui/notice.js';
import { API_KEYS_KEY, listApiKeys, refetchApiKeys, revokeApiKey } from './api-keys-api.js';
import { NewKeyDialog } from './new-key-dialog.js';

/** Keys with which programs start and read runs. */
export default function ApiKeysSection(): ReactNode {
  const client = useQueryClient();
  const [making, setMaking] = useState(false);
  const [doomed, setDoomed] = useState<ApiKeyView | null>(null);
  const query = useQuery({ queryKey: API_KEYS_KEY, queryFn: listApiKeys });
  const revoke = useMutation({
    mutationFn: revokeApiKey,
    onSuccess: () => setDoomed(null),
    onSettled: () => refetchApiKeys(client),
  });
  const keys = query.data ?? [];
  return (
    <div className="grid gap-3">
      {query.error !== null && <Notice tone="danger">{messageOf(query.error)}</Notice>}
      {query.isPending && <p className="text-sm text-ink-faint">Fetching your keys…</p>}
      {query.isSuccess && keys.length === 0 && <p className="text-sm text-ink-faint">You have no API keys.</p>}
      {keys.length > 0 && (
        <ul aria-label="API keys" className="divide-y divide-line rounded-lg border border-line bg-surface">
          {keys.map((key) => (
            <KeyRow key={key.id} apiKey={key} onRevoke={() => setDoomed(key)} />
          ))}
        </ul>
      )}
      <Button className="justify-self-start" onClick={() => setMaking(true)}>
        New API key
      </Button>
      <NewKeyDialog open={making} onClose={() => setMaking(false)} />
      <ConfirmDialog
        open={doomed !== null}
        onClose={() => {
          setDoomed(null);
          revoke.reset();
        }}
        title={`Revoke ${doomed?.name ?? 'this key'}?`}
        confirmLabel="Revoke key"
        onConfirm={() => doomed !== null && revoke.mutate(doomed.id)}
        busy={revoke.isPending}
        error={revoke.error === null ? null : messageOf(revoke.error)}
      >
        Programs that use it are refused from now on. Runs that they have started go on.
      </ConfirmDialog>
    </div>
  );
}

const SCOPES = { 'runs:read': 'reads runs', 'runs:write': 'starts and stops runs' } as const;

function KeyRow({ apiKey, onRevoke }: { readonly apiKey: ApiKeyView; readonly onRevoke: () => void }): ReactNode {
  const { name, prefix, scopes, lastUsedAt, expiresAt } = apiKey;
  const over = expiresAt !== null && new Date(expiresAt) <= new Date();
  return (
    <li className="flex items-center gap-3 px-3.5 py-3 text-sm">
      <div className="min-w-0 flex-1">
        <p className="font-semibold wrap-anywhere" dir="auto">
          {name}
        </p>
        <p className="text-xs text-ink-faint">
          <span className="font-mono">{prefix}…</span> · {scopes.map((scope) => SCOPES[scope]).join(', ')}
        </p>
        <p className="text-xs text-ink-faint">
          {lastUsedAt === null ? (
            'Never used'
          ) : (
            <>
              Used <Moment iso={lastUsedAt} style="ago" />
            </>
          )}
          {expiresAt !== null && (
            <>
              {over ? ' · expired ' : ' · expires '}
              <Moment iso={expiresAt} style="date" />
            </>
          )}
        </p>
      </div>
      <Button size="small" onClick={onRevoke} aria-label={`Revoke the key ${name}`}>
        Revoke
      </Button>
    </li>
  );
}
