import type { SecretView } from '@cloakroom/contracts';
import { useMutation } from '@tanstack/react-query';
import { FileInput, FileOutput } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { toast } from 'sonner';
import { messageOf } from '../../platform/api-client.js';
import { saveJson } from '../../platform/save-file.js';
import { Button } from '../../ui/button.js';
import { canSeal } from '../data/seal-value.js';
import { exportNames } from '../data/secrets-api.js';
import { ImportDialog } from './import-dialog.js';

/** The ways in and out for many secrets at once; values only ever go in. */
export function TransferBar({ secrets }: { readonly secrets: readonly SecretView[] }): ReactNode {
  const [open, setOpen] = useState(false);
  const download = useMutation({
    mutationFn: async () => saveJson('cloakroom-secret-names.json', await exportNames()),
    onError: (error) => toast.error(messageOf(error)),
  });
  return (
    <div className="mb-5 flex flex-wrap gap-2">
      <Button size="small" disabled={!canSeal()} onClick={() => setOpen(true)}>
        <FileInput aria-hidden="true" />
        Import .env
      </Button>
      {secrets.length > 0 && (
        <Button size="small" busy={download.isPending} onClick={() => download.mutate()}>
          <FileOutput aria-hidden="true" />
          Export names
        </Button>
      )}
      {open && <ImportDialog secrets={secrets} onClose={() => setOpen(false)} />}
    </div>
  );
}
