import type { ConversationRepository } from './conversations/conversation.repository.js';
import type { OwnedCollection } from './connection/owned-collection.js';
import type { MessageRepository } from './messages/message.repository.js';
import { ownerId, type OwnerId } from './owner-id.js';
import type { RunDocument } from './runs/run.document.js';
import type { RunRepository } from './runs/run.repository.js';
import type { SecretRepository } from './secrets/secret.repository.js';

interface Repositories {
  readonly secrets: SecretRepository;
  readonly conversations: ConversationRepository;
  readonly messages: MessageRepository;
  readonly runs: RunRepository;
  readonly stored: OwnedCollection<RunDocument>;
}

/**
 * Never called: that this compiles is the test. Each line that is expected to be an error becomes one, and fails the
 * type check, as soon as it would compile.
 */
function queriesThatDoNotCompile({ secrets, conversations, messages, runs, stored }: Repositories): unknown[] {
  const userId: string = 'a plain string, as it comes from a request';
  return [
    // @ts-expect-error a list without an owner
    secrets.list(),
    // @ts-expect-error a plain string is no owner
    secrets.list(userId),
    // @ts-expect-error an id alone would find anybody's secret
    secrets.find('id'),
    // @ts-expect-error deletion names its owner
    secrets.delete('id'),
    // @ts-expect-error the worker reads sealed values for one owner
    secrets.listSealed(userId),
    // @ts-expect-error conversations belong to somebody
    conversations.find(userId, 'id'),
    // @ts-expect-error messages belong to somebody
    messages.list(userId, 'conversation'),
    // @ts-expect-error runs belong to somebody
    runs.find('id'),
    // @ts-expect-error a filter is no owner
    stored.find({ status: 'queued' }),
    // @ts-expect-error the owner cannot be chosen in the filter
    stored.findOne(ownerId('somebody'), { userId: 'somebody else' }),
    // @ts-expect-error the model behind it is not to be had
    secrets.model,
  ];
}

describe('an owner', () => {
  it('is made from a user id, and from nothing else', () => {
    const owner: OwnerId = ownerId('u1');
    expect(owner).toBe('u1');
    expect(() => ownerId('')).toThrow(TypeError);
    expect(queriesThatDoNotCompile).toHaveLength(1);
  });
});
