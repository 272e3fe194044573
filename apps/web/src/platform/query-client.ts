import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from './api-client.js';

/** One look at "who is signed in" for the whole page. */
export const SESSION_KEY = ['session'] as const;

/** Query cache of the page. An answer of 401 anywhere makes it look again who is signed in. */
export function createQueryClient(): QueryClient {
  const onError = (error: unknown): void => {
    if (error instanceof ApiError && error.status === 401) void client.invalidateQueries({ queryKey: SESSION_KEY });
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: { staleTime: 15_000, retry: retryUnreachable, refetchOnWindowFocus: true },
      // A write is tried although the browser believes it is offline, so that its refusal is shown at once.
      mutations: { networkMode: 'always' },
    },
  });
  return client;
}

function retryUnreachable(failures: number, error: unknown): boolean {
  if (error instanceof ApiError && error.status >= 400 && error.status < 500) return false;
  return failures < 3;
}
