import type { PromptView } from '@cloakroom/contracts';
import type { StoredPrompt } from '@cloakroom/persistence';

/** A stored question as its user sees it. */
export function promptView(prompt: StoredPrompt): PromptView {
  const { id, runId, conversationId, state, scope, ask, createdAt, expiresAt } = prompt;
  const times = { createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() };
  return { id, runId, conversationId, state, scope, ask, ...times };
}
