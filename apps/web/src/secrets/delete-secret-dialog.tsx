import type { SecretView } from '@cloakroom/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toast } from 'sonner';
import { ApiError, messageOf } from '../platform/api-client.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';
import { deleteSecret } from './data/secrets-api.js';
import { SECRETS_KEY } from './data/secrets-key.js';

export interface DeleteSecretDialogProps {
  /** The secret in question; `null` keeps the dialog closed. */
  readonly secret: SecretView | null;
  readonly onClose: () => void;
}

export function DeleteSecretDialog({ secret, onClose }: DeleteSecretDialogProps): ReactNode {
  const client = useQueryClient();
  const mutation = useMutation({
    mutationFn: async (target: SecretView) => {
      try {
        await deleteSecret(target.id);
      } catch (error) {
        if (!(error instanceof ApiError && error.status === 404)) throw error;
      }
    },
    onSuccess: async (_answer, target) => {
      await client.invalidateQueries({ queryKey: SECRETS_KEY });
      onClose();
      toast.success(`${target.name} is deleted.`);
    },
  });
  const close = (): void => {
    mutation.reset();
    onClose();
  };
  return (
    <ConfirmDialog
      open={secret !== null}
      onClose={close}
      title={`Delete ${secret?.name ?? ''}?`}
      confirmLabel="Delete secret"
      busy={mutation.isPending}
      error={mutation.error === null ? null : messageOf(mutation.error)}
      onConfirm={() => {
        if (secret !== null) mutation.mutate(secret);
      }}
    >
      <p>
        Code of your agent that reads <code className="font-mono font-semibold">{secret?.name}</code> stops working, in
        every conversation. The value cannot be brought back; to use it again you must have it elsewhere.
      </p>
    </ConfirmDialog>
  );
}
