import type { ConversationView, PromptView } from '@cloakroom/contracts';

/** What a person hears of conversations that are not before their eyes. */
export interface ChatNews {
  /** The same in every tab that hears of it. */
  readonly key: string;
  readonly conversationId: string;
  readonly text: string;
}

/** What the page knew at one moment. */
export interface ChatMoment {
  readonly conversations: readonly ConversationView[];
  readonly prompts: readonly PromptView[];
}

/** What has happened between two moments, the first of which is `null` when the page has just opened. */
export function newsBetween(before: ChatMoment | null, now: ChatMoment): readonly ChatNews[] {
  if (before === null) return [];
  const known = new Set(before.prompts.map(({ id }) => id));
  const titles = new Map(now.conversations.map(({ id, title }) => [id, title]));
  const asked = now.prompts
    .filter(({ id }) => !known.has(id))
    .map(({ id, conversationId }) => ({
      key: `prompt/${id}`,
      conversationId,
      text: `The agent waits for you in “${titles.get(conversationId) ?? 'another chat'}”.`,
    }));
  const busy = new Map(before.conversations.map(({ id, activeRunId }) => [id, activeRunId]));
  const ended = now.conversations.flatMap(({ id, title, activeRunId }) => {
    const runId = busy.get(id) ?? null;
    if (activeRunId !== null || runId === null) return [];
    return [{ key: `run/${runId}`, conversationId: id, text: `The agent is done in “${title}”.` }];
  });
  return [...asked, ...ended];
}
