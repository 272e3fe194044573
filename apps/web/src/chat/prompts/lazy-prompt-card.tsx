import type { PromptPart } from '@cloakroom/contracts';
import { lazy, Suspense, type ReactNode } from 'react';

const PromptCard = lazy(() => import('./prompt-card.js'));

/** A question of the agent; what draws it is fetched when there is one. */
export function LazyPromptCard({ part }: { readonly part: PromptPart }): ReactNode {
  return (
    <Suspense fallback={<p className="text-sm text-ink-faint">Loading the question…</p>}>
      <PromptCard part={part} />
    </Suspense>
  );
}
