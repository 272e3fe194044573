import { useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { toast } from 'sonner';
import { canSeal } from '../../secrets/data/seal-value.js';
import { createSecret, listSecrets } from '../../secrets/data/secrets-api.js';
import { SECRETS_KEY } from '../../secrets/data/secrets-key.js';
import { SecretDialog } from '../../secrets/secret-dialog.js';
import type { SealedSubmission } from '../../secrets/secret-form.js';
import { Button } from '../../ui/button.js';
import type { FoundKey } from './find-key.js';

export interface KeyNoticeProps {
  readonly found: FoundKey;
  /** Puts another text in the place of the credential. */
  readonly onReplace: (by: string) => void;
  readonly onSendAnyway: () => void;
}

/** Above the message box as long as a credential stands in it. */
export default function KeyNotice({ found, onReplace, onSendAnyway }: KeyNoticeProps): ReactNode {
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const secrets = useQuery({ queryKey: SECRETS_KEY, queryFn: listSecrets, enabled: open });
  const takenNames = new Set(secrets.data?.map(({ name }) => name));
  const save = async ({ name, description, settings, sealed }: SealedSubmission): Promise<void> => {
    if (sealed === null) return;
    await createSecret({ name, description, ...settings, sealed });
    await client.invalidateQueries({ queryKey: SECRETS_KEY });
    setOpen(false);
    onReplace(name);
    toast.success(`${name} is saved.`);
  };
  return (
    <section
      aria-label="A key in your message"
      className="animate-rise mb-2 rounded-2xl border border-brass-line bg-brass-tint px-4 py-3 text-sm"
    >
      <p role="alert" className="flex items-start gap-2.5">
        <KeyRound aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-brass" />
        <span>
          <strong className="font-semibold">This looks like {found.label}.</strong> Sent as it is, it goes to the model
          and stays in the conversation. Saved as a secret, the agent can use it and nobody reads it.
        </span>
      </p>
      <div className="mt-2.5 flex flex-wrap gap-2 ps-6.5">
        <Button size="small" tone="primary" disabled={!canSeal()} onClick={() => setOpen(true)}>
          Save as a secret
        </Button>
        <Button size="small" onClick={() => onReplace('')}>
          Remove
        </Button>
        <Button size="small" tone="ghost" onClick={onSendAnyway}>
          Send anyway
        </Button>
      </div>
      {open && (
        <SecretDialog
          open
          secret={null}
          seed={found}
          takenNames={takenNames}
          onSave={save}
          onClose={() => setOpen(false)}
        />
      )}
    </section>
  );
}
