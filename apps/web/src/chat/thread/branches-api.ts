import { apiWithoutAnswer } from '../../platform/api-client.js';

/** Makes the branch of a message the one that is read and goes on, on every page of this person. */
export function chooseBranch(conversationId: string, messageId: string): Promise<void> {
  return apiWithoutAnswer('PUT', `/api/v1/conversations/${conversationId}/branch`, { messageId });
}
