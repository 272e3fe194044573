import type { SignInWays } from '@cloakroom/contracts';
import { useQuery } from '@tanstack/react-query';
import { fetchSignInWays } from './provider-api.js';

/** The provider that people may sign in at; `null` when there is none, or it is not known yet. */
export function useProvider(): SignInWays['oidc'] {
  const ways = useQuery({ queryKey: ['sign-in-ways'], queryFn: fetchSignInWays, staleTime: Infinity });
  return ways.data?.oidc ?? null;
}
