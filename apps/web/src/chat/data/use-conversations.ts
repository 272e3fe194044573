import { useInfiniteQuery } from '@tanstack/react-query';
import { listConversations } from './chat-api.js';
import { CONVERSATIONS_KEY } from './chat-keys.js';

/** The pages of the list of conversations that were fetched so far, newest change first. */
export function useConversations() {
  return useInfiniteQuery({
    queryKey: CONVERSATIONS_KEY,
    queryFn: ({ pageParam }) => listConversations(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}
