import type { OutboxItem } from '../outbox/outbox.types.js';
import { addSentMessage, emptyMessageList, notArrived } from './message-list.js';

const id = (digit: number): string => `${digit}`.repeat(8) + '-1111-4111-8111-111111111111';
const NOW = '2026-01-01T00:00:00.000Z';

const item: OutboxItem = {
  clientMessageId: id(1),
  conversationId: id(2),
  text: 'hello',
  createdAt: NOW,
  order: 1,
  startsConversation: true,
  state: 'sending',
  error: null,
};
const sent = { conversationId: id(2), messageId: id(3), assistantMessageId: id(4), runId: id(5) };

describe('addSentMessage', () => {
  it('adds the message and the answer that is being prepared', () => {
    const list = addSentMessage(emptyMessageList(id(2), NOW), item, sent);
    expect(list.conversation.activeRunId).toBe(id(5));
    expect(list.messages).toMatchObject([
      { id: id(3), role: 'user', parts: [{ type: 'text', text: 'hello' }], parentId: null },
      { id: id(4), role: 'assistant', parts: [], parentId: id(3), run: { id: id(5), status: 'queued' } },
    ]);
  });

  it('puts another version of a question beside it, and goes on from there', () => {
    const first = addSentMessage(emptyMessageList(id(2), NOW), item, sent);
    const again = { conversationId: id(2), messageId: id(6), assistantMessageId: id(7), runId: id(8) };
    const list = addSentMessage(first, { ...item, clientMessageId: id(9), replaces: id(3) }, again);
    expect(list.conversation.headId).toBe(id(7));
    expect(list.messages.slice(2)).toMatchObject([
      { id: id(6), parentId: null },
      { id: id(7), parentId: id(6) },
    ]);
  });

  it('adds nothing twice when the list was fetched in between', () => {
    const once = addSentMessage(emptyMessageList(id(2), NOW), item, sent);
    expect(addSentMessage(once, item, sent).messages).toEqual(once.messages);
  });

  it('does not bring back an answer that ended before its message was confirmed', () => {
    const once = addSentMessage(emptyMessageList(id(2), NOW), item, sent);
    const ended = { ...once, conversation: { ...once.conversation, activeRunId: null } };
    expect(addSentMessage(ended, item, sent).conversation.activeRunId).toBeNull();
  });
});

describe('notArrived', () => {
  const waiting = { ...item, clientMessageId: id(9), order: 2 };

  it('leaves out what the list shows, although nobody confirmed it', () => {
    const list = addSentMessage(emptyMessageList(id(2), NOW), item, sent);
    expect(notArrived([item, waiting], list)).toEqual([waiting]);
  });

  it('keeps everything while the list is not there', () => {
    expect(notArrived([item, waiting], undefined)).toEqual([item, waiting]);
  });
});
