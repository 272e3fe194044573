/** Keys of the chat in the query cache. */
export const CONVERSATIONS_KEY = ['conversations'] as const;

/** Key of the list of archived conversations; fetched again with the other one. */
export const ARCHIVE_KEY = [...CONVERSATIONS_KEY, 'archived'] as const;

/** Key of questions of agents; each under its id. */
export const PROMPTS_KEY = ['prompts'] as const;

export const messagesKey = (conversationId: string) => ['messages', conversationId] as const;
