import { Hand } from 'lucide-react';
import type { ReactNode } from 'react';
import { useOpenPrompts } from './use-open-prompts.js';

/** Says in the list that a conversation's agent is at work, or that it waits for its user. */
export default function ActivityMark({ conversationId }: { readonly conversationId: string }): ReactNode {
  const isWaiting = useOpenPrompts().some((prompt) => prompt.conversationId === conversationId);
  return isWaiting ? (
    <span className="ms-auto shrink-0 text-brass">
      <Hand aria-hidden="true" className="size-4" />
      <span className="sr-only">The agent waits for you</span>
    </span>
  ) : (
    <span className="ms-auto size-2 shrink-0 animate-pulse rounded-full bg-brass-line">
      <span className="sr-only">The agent is at work</span>
    </span>
  );
}
