import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { toast } from 'sonner';
import { messageOf } from '../platform/api-client.js';
import { SECRETS_KEY } from './data/secrets-key.js';

/** Does one thing to a secret from its card, and looks at the list again. What went wrong stands in a toast. */
export function useSecretAction(
  action: () => Promise<unknown>,
  done?: string,
): UseMutationResult<unknown, Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: action,
    onSuccess: () => {
      if (done !== undefined) toast.success(done);
    },
    onError: (error) => toast.error(messageOf(error)),
    onSettled: () => client.invalidateQueries({ queryKey: SECRETS_KEY }),
  });
}
