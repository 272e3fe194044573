import type { ConversationView } from '@cloakroom/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { messageOf } from '../../platform/api-client.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { TextField } from '../../ui/text-field.js';
import { changeConversation } from '../data/chat-api.js';
import { CONVERSATIONS_KEY, messagesKey } from '../data/chat-keys.js';

export interface RenameConversationDialogProps {
  readonly conversation: ConversationView;
  readonly onClose: () => void;
}

export default function RenameConversationDialog({ conversation, onClose }: RenameConversationDialogProps): ReactNode {
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Rename chat"
    >
      <RenameForm conversation={conversation} onDone={onClose} />
    </Dialog>
  );
}

interface RenameFormProps {
  readonly conversation: ConversationView;
  readonly onDone: () => void;
}

function RenameForm({ conversation, onDone }: RenameFormProps): ReactNode {
  const client = useQueryClient();
  const [title, setTitle] = useState(conversation.title);
  const mutation = useMutation({
    mutationFn: () => changeConversation(conversation.id, { title: title.trim() }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: CONVERSATIONS_KEY });
      await client.invalidateQueries({ queryKey: messagesKey(conversation.id) });
      onDone();
    },
  });
  return (
    <form
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (title.trim() !== '') mutation.mutate();
      }}
    >
      <TextField
        label="Title"
        value={title}
        maxLength={200}
        dir="auto"
        onFocus={(event) => event.target.select()}
        onChange={(event) => setTitle(event.target.value)}
        error={mutation.error === null ? null : messageOf(mutation.error)}
      />
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" tone="primary" busy={mutation.isPending} disabled={title.trim() === ''}>
          Rename
        </Button>
      </div>
    </form>
  );
}
