import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { findKey } from '../chat/keys/find-key.js';
import { searchChats } from './search-api.js';

/** A search begins once nothing was typed for so long. */
const PAUSE_MS = 250;

/** What is looked for: what was typed, after a pause. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** The search for what was typed. What looks like a key is not sent, and what was found is forgotten when it is left. */
export function useSearch(typed: string) {
  const query = useSettled(typed.trim());
  const key = findKey(typed);
  const search = useInfiniteQuery({
    queryKey: ['search', query],
    queryFn: ({ pageParam }) => searchChats(query, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled: query !== '' && findKey(query) === null,
    gcTime: 0,
    staleTime: 0,
    retry: false,
  });
  return { search, key, waiting: typed.trim() !== query };
}
