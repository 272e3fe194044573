import { logWords } from './log-words.js';

const base = { seq: 1, at: '2026-01-01T00:00:00.000Z', by: 'Ada', about: null, detail: '' } as const;

describe('the words of the log of administrators', () => {
  it.each([
    [{ type: 'admin.role-changed', about: 'Bob', detail: 'admin' }, 'Ada made Bob an administrator'],
    [{ type: 'admin.role-changed', about: 'Bob', detail: 'user' }, 'Ada took the role away from Bob'],
    [{ type: 'admin.sign-up-changed', detail: 'closed' }, 'Ada lets nobody sign up'],
    [{ type: 'admin.invited', detail: 'Grace' }, 'Ada invited Grace'],
    [{ type: 'admin.invited' }, 'Ada invited somebody'],
    [{ type: 'admin.invitation-revoked', detail: 'Grace' }, 'Ada took back the invitation for Grace'],
    [{ type: 'admin.invited', by: null }, 'An administrator whose account is gone invited somebody'],
  ] as const)('%j', (entry, words) => {
    expect(logWords({ ...base, ...entry })).toBe(words);
  });
});
