import { randomUUID } from 'node:crypto';
import { conversationPageSchema, readCursor, writeCursor } from './conversation-page.js';

describe('the cursor of the list of conversations', () => {
  it('comes back as it was written', () => {
    const cursor = { updatedAt: new Date(1_790_000_000_123), id: randomUUID() };
    expect(readCursor(writeCursor(cursor))).toEqual(cursor);
  });

  it.each(['', 'x', Buffer.from('1.2').toString('base64url'), Buffer.from('{"$gt":1}.x').toString('base64url')])(
    'refuses %j',
    (text) => {
      expect(() => readCursor(text)).toThrow('This page of the list does not exist.');
    },
  );
});

describe('the query of the list', () => {
  it('has 50 to a page unless told otherwise, and never more than 100', () => {
    expect(conversationPageSchema.parse({})).toEqual({ limit: 50 });
    expect(conversationPageSchema.parse({ limit: '7' })).toEqual({ limit: 7 });
    expect(conversationPageSchema.safeParse({ limit: '101' }).success).toBe(false);
  });
});
