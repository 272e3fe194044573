/** Keys of the chat in the query cache. */
export const CONVERSATIONS_KEY = ['conversations'] as const;

export const messagesKey = (conversationId: string) => ['messages', conversationId] as const;
