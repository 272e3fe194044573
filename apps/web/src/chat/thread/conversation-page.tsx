import type { FileView } from '@cloakroom/contracts';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState, type ReactNode } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { TopBar } from '../../app/top-bar.js';
import { ApiError, messageOf } from '../../platform/api-client.js';
import { DemoNotice } from '../../system/demo-notice.js';
import { ErrorState, LoadingState } from '../../ui/states.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { useChat, useOutbox, useOutboxRead } from '../chat-context.js';
import { Composer } from '../composer/composer.js';
import { MessageQueue } from '../composer/message-queue.js';
import { StopButton } from '../composer/stop-button.js';
import { listMessages } from '../data/chat-api.js';
import { notArrived } from '../data/message-list.js';
import type { OutboxItem } from '../outbox/outbox.types.js';
import { NEW_CHAT, type DraftStore } from '../runtime/draft-store.js';
import { messagesKey } from '../data/chat-keys.js';
import { textOfParts } from './message-bar.js';
import { RunAnnouncer } from './run-announcer.js';
import type { ThreadActions } from './thread-actions.js';
import { Thread } from './thread.js';
import { useActiveRun } from './use-active-run.js';
import { useBranch } from './use-branch.js';

export default function ConversationPage(): ReactNode {
  const { conversationId = '' } = useParams();
  return <Conversation key={conversationId} conversationId={conversationId} />;
}

function Conversation({ conversationId }: { readonly conversationId: string }): ReactNode {
  const { runtime } = useChat();
  const unconfirmed = useOutbox(conversationId);
  const outboxRead = useOutboxRead();
  const { takeUp, quote, edition } = useTakeUp(conversationId);
  const isNew = unconfirmed.some((item) => item.startsConversation);
  const query = useQuery({
    queryKey: messagesKey(conversationId),
    queryFn: () => listMessages(conversationId),
    enabled: !isNew,
  });
  const outbox = notArrived(unconfirmed, query.data);
  const { shown, versions, choose } = useBranch(conversationId, query.data, outbox);
  const active = useActiveRun(query.data?.messages ?? []);
  const busy = active.runId !== null || outbox.some((item) => item.state !== 'failed');
  const actions = useMemo(
    (): ThreadActions => ({
      versions,
      busy,
      choose,
      quote,
      // The question's files go with its other version too.
      resend: (replaces, text) => {
        const { attachments = [] } = shown.find(({ id }) => id === replaces) ?? {};
        runtime.send({ conversationId, text, replaces, attachments });
      },
    }),
    [versions, busy, choose, quote, runtime, conversationId, shown],
  );
  const history = useMemo(
    () => shown.filter(({ role }) => role === 'user').map(({ parts }) => textOfParts(parts)),
    [shown],
  );
  const queue = outbox.filter(isQueued);
  const queueing = active.runId !== null || outbox.some((item) => item.state !== 'failed');
  const title = query.data?.conversation.title ?? 'New chat';
  usePageTitle(title);

  if (query.data === undefined && outbox.length === 0) {
    const failed = query.error !== null && outboxRead;
    return (
      <div className="flex h-full min-h-0 flex-col">
        <TopBar title={failed ? '' : 'Chat'} heading={!failed} />
        {!failed ? (
          <LoadingState label="Fetching the conversation…" />
        ) : (
          <MissingConversation error={query.error} onRetry={() => void query.refetch()} />
        )}
      </div>
    );
  }
  return (
    <div className="flex h-full min-h-0 flex-col">
      <TopBar title={title} />
      <DemoNotice />
      <Thread messages={shown} outbox={outbox.filter((item) => !isQueued(item))} actions={actions} onEdit={takeUp} />
      <RunAnnouncer run={active.view} />
      <MessageQueue items={queue} activeRunId={active.runId} onEdit={takeUp} />
      <Composer
        key={edition}
        draftKey={conversationId}
        activeRunId={active.runId}
        Stop={StopButton}
        queueing={queueing}
        history={history}
        onSend={(text, attachments) =>
          runtime.send({ conversationId, text, attachments, ...(queueing ? { queued: true } : {}) })
        }
      />
    </div>
  );
}

function isQueued({ queued, state }: OutboxItem): boolean {
  return queued === true && state !== 'failed';
}

/** Puts text into the field: a message that was taken back, a quotation. `edition` changes when the field is to read it. */
function useTakeUp(shownId: string) {
  const { drafts } = useChat();
  const navigate = useNavigate();
  const [edition, setEdition] = useState(0);
  const takeUp = useCallback(
    ({ conversationId, text, startsConversation, attachments = [] }: OutboxItem): void => {
      const key = startsConversation ? NEW_CHAT : conversationId;
      const begun = drafts.read(key);
      drafts.write(key, begun === '' ? text : `${text}\n\n${begun}`);
      const showDraft = (): void => {
        if (startsConversation) void navigate('/');
        else setEdition((before) => before + 1);
      };
      if (attachments.length === 0) showDraft();
      else void putFilesBack(drafts, key, attachments).finally(showDraft);
    },
    [drafts, navigate],
  );
  const quote = useCallback(
    (text: string): void => {
      const begun = drafts.read(shownId);
      const quotation = text.replaceAll(/^/gm, '> ');
      drafts.write(shownId, `${begun === '' ? '' : `${begun.trimEnd()}\n\n`}${quotation}\n\n`);
      setEdition((before) => before + 1);
    },
    [drafts, shownId],
  );
  return { takeUp, quote, edition };
}

async function putFilesBack(drafts: DraftStore, key: string, files: readonly FileView[]): Promise<void> {
  const { deskOf } = await import('../../files/desks.js');
  deskOf(drafts, key).putBack(files);
}

interface MissingConversationProps {
  readonly error: Error;
  readonly onRetry: () => void;
}

function MissingConversation({ error, onRetry }: MissingConversationProps): ReactNode {
  if (error instanceof ApiError && (error.status === 404 || error.status === 400)) {
    return (
      <ErrorState
        main
        title="There is no such conversation"
        message="It may have been deleted, or it belongs to another account."
        action={
          <Link to="/" className="rounded-sm text-sm font-semibold text-brand underline underline-offset-3">
            Start a new chat
          </Link>
        }
      />
    );
  }
  return <ErrorState main title="The conversation could not be fetched" message={messageOf(error)} onRetry={onRetry} />;
}
