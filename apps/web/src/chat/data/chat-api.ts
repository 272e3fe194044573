import {
  conversationListSchema,
  conversationViewSchema,
  messageListSchema,
  type ConversationView,
  type UpdateConversation,
} from '@cloakroom/contracts';
import type { z } from 'zod';
import { api, apiWithoutAnswer } from '../../platform/api-client.js';

export type ConversationList = z.infer<typeof conversationListSchema>;
export type MessageList = z.infer<typeof messageListSchema>;

const BASE = '/api/v1/conversations';
const PAGE_SIZE = 50;

export function listConversations(before: string | null, archived = false): Promise<ConversationList> {
  const query = new URLSearchParams({ limit: String(PAGE_SIZE), ...(archived ? { archived: 'true' } : {}) });
  if (before !== null) query.set('before', before);
  return api('GET', `${BASE}?${query.toString()}`, conversationListSchema);
}

export function listMessages(conversationId: string): Promise<MessageList> {
  return api('GET', `${BASE}/${conversationId}/messages`, messageListSchema);
}

export function changeConversation(conversationId: string, change: UpdateConversation): Promise<ConversationView> {
  return api('PATCH', `${BASE}/${conversationId}`, conversationViewSchema, change);
}

export function deleteConversation(conversationId: string): Promise<void> {
  return apiWithoutAnswer('DELETE', `${BASE}/${conversationId}`);
}
