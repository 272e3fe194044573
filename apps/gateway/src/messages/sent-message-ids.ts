import { createHash } from 'node:crypto';
import type { MessageSent } from '@cloakroom/contracts';

/**
 * The ids of everything that one sent message leads to, from the ids the browser chose: whoever sends it again, to
 * whichever gateway and after whatever crash, meets the same records. UUIDs of version 8 (RFC 9562) over SHA-256.
 */
export function sentMessageIds(userId: string, conversationId: string, clientMessageId: string): MessageSent {
  const derive = (use: string): string => uuidOf(`cloakroom/${use}\n${userId}\n${clientMessageId}`);
  return {
    conversationId,
    messageId: derive('user-message'),
    assistantMessageId: derive('assistant-message'),
    runId: derive('run'),
  };
}

/** The ids of one more answer to the question of a run: the same whoever asks for it, and however often. */
export function retriedRunIds(
  userId: string,
  run: { readonly id: string; readonly conversationId: string; readonly userMessageId: string },
): MessageSent {
  const derive = (use: string): string => uuidOf(`cloakroom/${use}\n${userId}\n${run.id}`);
  return {
    conversationId: run.conversationId,
    messageId: run.userMessageId,
    assistantMessageId: derive('retried-assistant-message'),
    runId: derive('retried-run'),
  };
}

/** The ids of one more answer to a question, as an own branch: the same for the same `clientMessageId`. */
export function regeneratedIds(
  userId: string,
  question: { readonly conversationId: string; readonly messageId: string },
  clientMessageId: string,
): MessageSent {
  const derive = (use: string): string => uuidOf(`cloakroom/${use}\n${userId}\n${clientMessageId}`);
  const { conversationId, messageId } = question;
  return {
    conversationId,
    messageId,
    assistantMessageId: derive('regenerated-assistant-message'),
    runId: derive('regenerated-run'),
  };
}

/** A UUID that is the same for the same text. */
export function uuidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
