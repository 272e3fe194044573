import { useInfiniteQuery } from '@tanstack/react-query';
import { listConversations } from './chat-api.js';
import { ARCHIVE_KEY, CONVERSATIONS_KEY } from './chat-keys.js';

/** The pages of the list of conversations that were fetched so far, newest change first. */
export function useConversations() {
  return useInfiniteQuery({
    queryKey: CONVERSATIONS_KEY,
    queryFn: ({ pageParam }) => listConversations(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

/** As {@link useConversations}, of what was archived. */
export function useArchive() {
  return useInfiniteQuery({
    queryKey: ARCHIVE_KEY,
    queryFn: ({ pageParam }) => listConversations(pageParam, true),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}
