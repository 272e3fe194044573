import { conversationViewSchema, type ConversationView } from '@cloakroom/contracts';
import { api } from '../../platform/api-client.js';

/** Makes a conversation that is in no list, before its first message. */
export function beginTemporary(id: string): Promise<ConversationView> {
  return api('POST', '/api/v1/conversations/temporary', conversationViewSchema, { id });
}
