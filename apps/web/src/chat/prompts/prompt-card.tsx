import type { PromptPart } from '@cloakroom/contracts';
import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatTime } from '../../platform/format-time.js';
import { MaskedText } from '../../ui/masked-text.js';
import { LeaseRequest } from './lease-request.js';
import { closedWords } from './prompt-words.js';
import { findPrompt, promptKey } from './prompts-api.js';
import { SecretRequest } from './secret-request.js';

/** A question of the agent. An answer that was given on another page shows before the run itself tells of it. */
export default function PromptCard({ part }: { readonly part: PromptPart }): ReactNode {
  const { promptId, ask } = part;
  const stored = useQuery({
    queryKey: promptKey(promptId),
    queryFn: () => findPrompt(promptId),
    enabled: part.state === 'open',
    retry: false,
  });
  const { state, scope } = part.state === 'open' ? (stored.data ?? part) : part;
  if (state !== 'open') {
    return (
      <p
        data-testid="prompt-card"
        data-state={state}
        className="flex items-start gap-2.5 rounded-xl border border-line bg-surface px-3.5 py-2.5 text-sm text-ink-soft"
      >
        <KeyRound aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-brass" />
        <MaskedText text={closedWords(ask, state, scope)} />
      </p>
    );
  }
  const title =
    ask.kind === 'secret' ? `The agent needs ${ask.name}` : `The agent wants to use ${ask.names.join(', ')}`;
  return (
    <section
      aria-label={title}
      data-testid="prompt-card"
      data-state="open"
      className="animate-rise overflow-hidden rounded-xl border border-brass-line bg-surface shadow-card"
    >
      <header className="flex flex-wrap items-center gap-x-2.5 gap-y-1 border-b border-brass-line bg-brass-tint px-3.5 py-2.5 text-sm">
        <KeyRound aria-hidden="true" className="size-4 shrink-0 text-brass" />
        <p className="font-semibold wrap-anywhere">{title}</p>
        <span className="ms-auto text-xs text-ink-soft">
          waits until {formatTime(new Date(part.expiresAt), new Date())}
        </span>
      </header>
      {ask.kind === 'secret' ? (
        <SecretRequest promptId={promptId} ask={ask} />
      ) : (
        <LeaseRequest promptId={promptId} ask={ask} />
      )}
    </section>
  );
}
