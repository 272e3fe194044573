import type { SecretView } from '@cloakroom/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { toast } from 'sonner';
import { PageFrame } from '../app/page-frame.js';
import { Button } from '../ui/button.js';
import { Notice } from '../ui/notice.js';
import { usePageTitle } from '../ui/use-page-title.js';
import { canSeal } from './data/seal-value.js';
import { createSecret, listSecrets, updateSecret } from './data/secrets-api.js';
import { SECRETS_KEY } from './data/secrets-key.js';
import { DeleteSecretDialog } from './delete-secret-dialog.js';
import { DrillPanel } from './drill/drill-panel.js';
import { ExpiryNotice } from './expiry-notice.js';
import { TransferBar } from './import/transfer-bar.js';
import { SecretDialog } from './secret-dialog.js';
import type { SealedSubmission } from './secret-form.js';
import { SecretList, type SecretRequest } from './secret-list.js';

type Open = SecretRequest | null;

/** How often the list is looked at while a search through the stored messages is under way. */
const SCAN_LOOK_MS = 2_000;

export default function SecretsPage(): ReactNode {
  usePageTitle('Secrets');
  const client = useQueryClient();
  const query = useQuery({ queryKey: SECRETS_KEY, queryFn: listSecrets, refetchInterval: lookAgainIn });
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
          Every secret that is on goes into each sandbox session of your agent. Store only what you are comfortable with
          it having.
        </Notice>
      )}
      <ExpiryNotice secrets={query.data ?? []} />
      {query.data !== undefined && <TransferBar secrets={query.data} />}
      <SecretList
        secrets={query.data ?? null}
        error={query.error}
        onRetry={() => void query.refetch()}
        onOpen={setOpen}
        canAdd={sealing}
      />
      {query.data !== undefined && <DrillPanel />}
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
  const { name, description, version, sealed, settings } = submission;
  if (edited !== null) {
    await updateSecret(edited.id, { description, ...settings, ...(sealed === null ? {} : { sealed, version }) });
  } else if (sealed !== null) await createSecret({ name, description, ...settings, sealed });
}

function lookAgainIn(query: { readonly state: { readonly data?: readonly SecretView[] | undefined } }): number | false {
  const busy = query.state.data?.some(({ scan }) => scan.state === 'running' || scan.state === 'scrubbing') ?? false;
  return busy && SCAN_LOOK_MS;
}
