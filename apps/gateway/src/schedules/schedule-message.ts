import type { ScheduleConversation, SendMessage } from '@cloakroom/contracts';
import { uuidOf } from '../messages/sent-message-ids.js';

/**
 * The message that a firing sends. Its ids come from the schedule and the time it is due: whichever gateway fires it, and
 * after whatever crash, it is the same message, and with it the same run.
 */
export function firedMessage(
  schedule: { readonly id: string; readonly text: string; readonly conversation: ScheduleConversation },
  dueAt: Date,
): SendMessage {
  return scheduledMessage(schedule, uuidOf(`cloakroom/schedule-message\n${schedule.id}\n${dueAt.toISOString()}`));
}

/** The message of a schedule under a given id. Its conversation is the schedule's own, or one that comes from that id. */
export function scheduledMessage(
  { id, text, conversation }: Parameters<typeof firedMessage>[0],
  clientMessageId: string,
): SendMessage {
  const begin = conversation === 'same' ? id : `${id}\n${clientMessageId}`;
  return { conversationId: uuidOf(`cloakroom/schedule-conversation\n${begin}`), clientMessageId, text };
}
