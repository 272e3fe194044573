import {
  isFinalRunStatus,
  type MessagePart,
  type MessageView,
  type RunFailure,
  type RunStatus,
  type RunPhase,
} from '@cloakroom/contracts';
import { memo, useEffect, type ReactNode } from 'react';
import { Mark } from '../../ui/logo.js';
import { LazyPromptCard } from '../prompts/lazy-prompt-card.js';
import { LazyReceipt } from '../receipt/lazy-receipt.js';
import { useRuns, useRunView } from '../runtime/use-run-view.js';
import { AnswerBar } from './message-bar.js';
import { Completeness } from './completeness.js';
import { FailedAnswer } from './failed-answer.js';
import { Prose } from './prose.js';
import { Steer } from './steer.js';
import { StatusLine } from './status-line.js';
import { ToolCard } from './tool-card.js';

interface AnswerView {
  readonly parts: readonly MessagePart[];
  readonly status: RunStatus;
  readonly phase: RunPhase | null;
  readonly error: RunFailure | null;
}

/** The stored answer, or its run as it is told live for as long as the stored one is not final. */
function useAnswer(message: MessageView): AnswerView {
  const runs = useRuns();
  const run = message.run;
  const followedId = run !== null && !isFinalRunStatus(run.status) ? run.id : null;
  const view = useRunView(followedId);
  useEffect(() => (followedId === null ? undefined : runs.follow(followedId)), [runs, followedId]);
  if (view !== null) return view;
  return { parts: message.parts, status: run?.status ?? 'finished', phase: null, error: run?.error ?? null };
}

export interface AssistantMessageProps {
  readonly message: MessageView;
  /** Nothing follows it in the conversation. */
  readonly isLast: boolean;
}

/** An answer of the agent: prose and tool calls in order, then how it stands or how it ended. */
export const AssistantMessage = memo(function AssistantMessage({ message, isLast }: AssistantMessageProps): ReactNode {
  const answer = useAnswer(message);
  const ended = isFinalRunStatus(answer.status);
  return (
    <article
      id={message.id}
      aria-label="Agent"
      aria-busy={!ended}
      className="group/message grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 sm:gap-x-4"
    >
      <Mark className="mt-0.5 size-6 sm:size-7" />
      <div className="grid min-w-0 grid-cols-1 gap-4">
        {answer.parts.map((part, index) => {
          switch (part.type) {
            case 'text':
              return <Prose key={index} text={part.text} live={!ended && index === answer.parts.length - 1} />;
            case 'tool':
              return <ToolCard key={part.toolCallId} tool={part} />;
            case 'steer':
              return <Steer key={part.steerId} text={part.text} />;
            case 'prompt':
              return <LazyPromptCard key={part.promptId} part={part} />;
          }
        })}
        {!ended && <StatusLine runId={message.run?.id ?? null} status={answer.status} phase={answer.phase} />}
        {answer.status === 'failed' && (
          <FailedAnswer key={message.id} runId={message.run?.id ?? null} error={answer.error} canRetry={isLast} />
        )}
        {answer.status === 'cancelled' && <p className="text-sm text-ink-faint italic">You stopped this answer.</p>}
        {answer.status === 'finished' && answer.parts.length === 0 && (
          <p className="text-sm text-ink-faint italic">The agent had nothing to say.</p>
        )}
        {ended && <LazyReceipt parts={answer.parts} />}
        {ended && message.run !== null && <Completeness runId={message.run.id} />}
        {ended && message.run?.isolation?.level === 'standard' && answer.parts.some(({ type }) => type === 'tool') && (
          <p className="text-xs text-brass">
            Code ran at isolation level standard, without: {message.run.isolation.missing.join(', ') || 'nothing'}.
          </p>
        )}
        {ended && <AnswerBar message={message} parts={answer.parts} isLast={isLast} />}
      </div>
    </article>
  );
});
