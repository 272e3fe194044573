import type { SecretView } from '@cloakroom/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { toast } from 'sonner';
import { PageFrame } from '../app/page-frame.js';
import { messageOf } from '../platform/api-client.js';
import { Button } from '../ui/button.js';
import { Notice } from '../ui/notice.js';
import { ErrorState, LoadingState } from '../ui/states.js';
import { usePageTitle } from '../ui/use-page-title.js';
import { canSeal } from './data/seal-value.js';
import { createSecret, listSecrets, SECRETS_KEY, updateSecret } from './data/secrets-api.js';
import { DeleteSecretDialog } from './delete-secret-dialog.js';
import { EmptySecrets } from './empty-secrets.js';
import { SecretDialog } from './secret-dialog.js';
import type { SealedSubmission } from './secret-form.js';
import { SecretTicket } from './secret-ticket.js';

type Open = { readonly kind: 'add' } | { readonly kind: 'edit' | 'delete'; readonly secret: SecretView } | null;

export default function SecretsPage(): ReactNode {
  usePageTitle('Secrets');
  const client = useQueryClient();
  const query = useQuery({ queryKey: SECRETS_KEY, queryFn: listSecrets });
  const [open, setOpen] = useState<Open>(null);
  const close = (): void => setOpen(null);
  const sealing = canSeal();

  const save = async (submission: SealedSubmission): Promise<void> => {
    await store(open?.kind === 'edit' ? open.secret : null, submission);
    await client.invalidateQueries({ queryKey: SECRETS_KEY });
    close();
    toast.success(`${submission.name} is saved.`);
  };

  return (
    <PageFrame
      title="Secrets"
      action={
        <Button tone="primary" disabled={!sealing} onClick={() => setOpen({ kind: 'add' })}>
          <Plus aria-hidden="true" />
          Add secret
        </Button>
      }
    >
      {!sealing && (
        <Notice tone="danger" className="mb-4">
          HTTPS is needed to save secrets. A browser seals values only on a secure page: open Cloakroom over https:// or
          on the machine it runs on, at localhost.
        </Notice>
      )}
      {query.data !== undefined && query.data.length > 0 && (
        <Notice tone="info" className="mb-6">
          Every secret here goes into each sandbox session of your agent. Store only what you are comfortable with it
          having.
        </Notice>
      )}
      <SecretList
        secrets={query.data ?? null}
        error={query.error}
        onRetry={() => void query.refetch()}
        onOpen={setOpen}
        canAdd={sealing}
      />
      <SecretDialog
        key={open?.kind === 'edit' ? open.secret.id : 'add'}
        open={open?.kind === 'add' || open?.kind === 'edit'}
        secret={open?.kind === 'edit' ? open.secret : null}
        takenNames={new Set(query.data?.map((secret) => secret.name))}
        onSave={save}
        onClose={close}
      />
      <DeleteSecretDialog secret={open?.kind === 'delete' ? open.secret : null} onClose={close} />
    </PageFrame>
  );
}

async function store(edited: SecretView | null, submission: SealedSubmission): Promise<void> {
  const { name, description, version, sealed } = submission;
  if (edited !== null) {
    await updateSecret(edited.id, { description, ...(sealed === null ? {} : { sealed, version }) });
  } else if (sealed !== null) await createSecret({ name, description, sealed });
}

interface SecretListProps {
  readonly secrets: readonly SecretView[] | null;
  readonly error: Error | null;
  readonly onRetry: () => void;
  readonly onOpen: (open: Open) => void;
  readonly canAdd: boolean;
}

function SecretList({ secrets, error, onRetry, onOpen, canAdd }: SecretListProps): ReactNode {
  if (secrets === null) {
    if (error === null) return <LoadingState label="Fetching your tickets…" />;
    return <ErrorState title="Your secrets could not be listed" message={messageOf(error)} onRetry={onRetry} />;
  }
  if (secrets.length === 0) return <EmptySecrets onAdd={canAdd ? () => onOpen({ kind: 'add' }) : null} />;
  const byArrival = [...secrets].sort((a, b) => a.createdAt.localeCompare(b.createdAt));
  const shown = [...secrets].sort((a, b) => a.name.localeCompare(b.name));
  return (
    <ul className="grid gap-4 sm:grid-cols-[repeat(auto-fill,minmax(20rem,1fr))]">
      {shown.map((secret) => (
        <li key={secret.id} className="grid">
          <SecretTicket
            secret={secret}
            number={byArrival.indexOf(secret) + 1}
            onEdit={() => onOpen({ kind: 'edit', secret })}
            onDelete={() => onOpen({ kind: 'delete', secret })}
          />
        </li>
      ))}
    </ul>
  );
}
