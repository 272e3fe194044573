import type { ConversationView } from '@cloakroom/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { ApiError, messageOf } from '../../platform/api-client.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { useChat } from '../chat-context.js';
import { deleteConversation } from '../data/chat-api.js';
import { CONVERSATIONS_KEY } from '../data/chat-keys.js';

export interface DeleteConversationDialogProps {
  readonly conversation: ConversationView;
  readonly onClose: () => void;
}

export default function DeleteConversationDialog({ conversation, onClose }: DeleteConversationDialogProps): ReactNode {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const { drafts } = useChat();
  const mutation = useMutation({
    mutationFn: async (target: ConversationView) => {
      try {
        await deleteConversation(target.id);
      } catch (error) {
        if (!(error instanceof ApiError && error.status === 404)) throw error;
      }
    },
    onSuccess: async (_answer, target) => {
      drafts.write(target.id, '');
      onClose();
      if (pathname === `/c/${target.id}`) await navigate('/', { replace: true });
      await client.invalidateQueries({ queryKey: CONVERSATIONS_KEY });
    },
  });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title="Delete this chat?"
      confirmLabel="Delete chat"
      busy={mutation.isPending}
      error={mutation.error === null ? null : messageOf(mutation.error)}
      onConfirm={() => mutation.mutate(conversation)}
    >
      <p>
        <strong className="font-semibold text-ink">{conversation.title}</strong> and everything in it is deleted for
        good. A run that is under way is stopped.
      </p>
    </ConfirmDialog>
  );
}
