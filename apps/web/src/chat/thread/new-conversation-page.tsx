import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { TopBar } from '../../app/top-bar.js';
import { newId } from '../../platform/new-id.js';
import { DemoNotice } from '../../system/demo-notice.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { useChat } from '../chat-context.js';
import { Composer } from '../composer/composer.js';
import { NEW_CHAT } from '../runtime/draft-store.js';
import { preloadThread } from './lazy-parts.js';
import { Welcome } from './welcome.js';

/** The start page: a conversation that exists as soon as its first message is sent. */
export function NewConversationPage(): ReactNode {
  usePageTitle('');
  const { runtime } = useChat();
  const navigate = useNavigate();
  const [conversationId] = useState(newId);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <TopBar title="New chat" heading={false} />
      <DemoNotice />
      <Welcome />
      <Composer
        draftKey={NEW_CHAT}
        activeRunId={null}
        onTyping={preloadThread}
        onSend={(text, attachments) => {
          runtime.send({ conversationId, text, attachments, startsConversation: true });
          void navigate(`/c/${conversationId}`);
        }}
      />
    </div>
  );
}
