import { randomUUID } from 'node:crypto';
import { uuidSchema } from '@cloakroom/contracts';
import { sentMessageIds } from './sent-message-ids.js';

describe('sentMessageIds', () => {
  const [user, conversation, client] = [randomUUID(), randomUUID(), randomUUID()];

  it('are the same for the same message, on any gateway', () => {
    expect(sentMessageIds(user, conversation, client)).toEqual(sentMessageIds(user, conversation, client));
  });

  it('differ from each other, from another message and from another user', () => {
    const sets = [
      sentMessageIds(user, conversation, client),
      sentMessageIds(user, conversation, randomUUID()),
      sentMessageIds(randomUUID(), conversation, client),
    ];
    const ids = sets.flatMap(({ messageId, assistantMessageId, runId }) => [messageId, assistantMessageId, runId]);
    expect(new Set([...ids, client, conversation]).size).toBe(11);
  });

  it('are UUIDs as the contracts take them', () => {
    for (const id of Object.values(sentMessageIds(user, conversation, client))) {
      expect(uuidSchema.parse(id)).toBe(id);
    }
  });
});
