import { promptViewSchema, type LeaseScope, type PromptView, type ProvideSecret } from '@cloakroom/contracts';
import { api } from '../../platform/api-client.js';
import { PROMPTS_KEY } from '../data/chat-keys.js';

const BASE = '/api/v1/prompts';

export const promptKey = (id: string) => [...PROMPTS_KEY, id] as const;

export function findPrompt(id: string): Promise<PromptView> {
  return api('GET', `${BASE}/${id}`, promptViewSchema);
}

export function provideSecret(id: string, answer: ProvideSecret): Promise<PromptView> {
  return api('POST', `${BASE}/${id}/secret`, promptViewSchema, answer);
}

export function declinePrompt(id: string): Promise<PromptView> {
  return api('POST', `${BASE}/${id}/decline`, promptViewSchema);
}

export function grantLease(id: string, scope: LeaseScope): Promise<PromptView> {
  return api('POST', `${BASE}/${id}/lease`, promptViewSchema, { scope });
}
