import { promptListSchema, type PromptView } from '@cloakroom/contracts';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../platform/api-client.js';
import { PROMPTS_KEY } from '../data/chat-keys.js';

const NONE: readonly PromptView[] = [];

/** The questions of agents that wait for an answer in any conversation, oldest first. */
export function useOpenPrompts(): readonly PromptView[] {
  const { data } = useQuery({
    queryKey: [...PROMPTS_KEY, 'open'],
    queryFn: () => api('GET', '/api/v1/prompts?state=open', promptListSchema),
  });
  return data?.prompts ?? NONE;
}
