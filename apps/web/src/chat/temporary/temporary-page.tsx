import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { TopBar } from '../../app/top-bar.js';
import { messageOf } from '../../platform/api-client.js';
import { newId } from '../../platform/new-id.js';
import { DemoNotice } from '../../system/demo-notice.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { useChat } from '../chat-context.js';
import { Composer } from '../composer/composer.js';
import type { NewMessage } from '../runtime/chat-runtime.js';
import { preloadThread } from '../thread/lazy-parts.js';
import { beginTemporary } from './temporary-api.js';

/** Under which the text of a temporary chat that has not begun is kept. */
const DRAFT_KEY = 'temporary';

/** Where a temporary chat begins: it is made before its first message is sent, so that no list ever shows it. */
export default function TemporaryPage(): ReactNode {
  usePageTitle('Temporary chat');
  const { runtime, drafts } = useChat();
  const navigate = useNavigate();
  const [conversationId] = useState(newId);
  const [edition, setEdition] = useState(0);
  const { mutate, error } = useMutation({
    mutationFn: async (message: Pick<NewMessage, 'text' | 'attachments'>) => {
      await beginTemporary(conversationId);
      runtime.send({ ...message, conversationId, startsConversation: true });
      await navigate(`/c/${conversationId}`);
    },
    onError: async (_error, { text, attachments = [] }) => {
      drafts.write(DRAFT_KEY, text);
      if (attachments.length > 0) (await import('../../files/desks.js')).deskOf(drafts, DRAFT_KEY).putBack(attachments);
      setEdition((before) => before + 1);
    },
  });
  return (
    <div className="flex h-full min-h-0 flex-col">
      <TopBar title="Temporary chat" heading={false} />
      <DemoNotice />
      <div className="grid min-h-0 flex-1 place-content-center overflow-y-auto px-6 py-8">
        <div className="max-w-xl">
          <h1 className="display text-3xl sm:text-4xl">A chat that is not kept</h1>
          <p className="mt-3 text-ink-soft">
            A temporary chat is in no list, no search and no export. It is deleted, with all files and runs, when you
            leave it, and after 24 hours at the latest. What your secrets are used for stands in your audit trail.
          </p>
          {error !== null && (
            <p role="alert" className="mt-4 text-sm text-danger">
              Your message was not sent. {messageOf(error)}
            </p>
          )}
        </div>
      </div>
      <Composer
        key={edition}
        draftKey={DRAFT_KEY}
        activeRunId={null}
        onTyping={preloadThread}
        onSend={(text, attachments) => mutate({ text, attachments })}
      />
    </div>
  );
}
