import { useQuery, type QueryClient, type UseQueryResult } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { SESSION_KEY } from '../platform/query-client.js';
import { fetchSession, type CurrentSession } from './auth-api.js';

/** Who is signed in; `null` when nobody is. */
export function useSession(): UseQueryResult<CurrentSession | null> {
  return useQuery({ queryKey: SESSION_KEY, queryFn: fetchSession, staleTime: 60_000 });
}

/** Makes the page that of another person, or of nobody: everything fetched for the one before is dropped. */
export function enterAs(client: QueryClient, session: CurrentSession | null): void {
  client.setQueryData(SESSION_KEY, session);
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] });
}

export const CurrentSessionContext = createContext<CurrentSession | null>(null);

/** The signed-in session, inside the signed-in part of the page. */
export function useCurrentSession(): CurrentSession {
  const session = useContext(CurrentSessionContext);
  if (session === null) throw new Error('useCurrentSession is for the signed-in part of the page.');
  return session;
}
