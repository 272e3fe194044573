import { groupConversations } from './group-conversations.js';

const now = new Date(2026, 10, 23, 9, 0);

function changedDaysAgo(days: number) {
  const updatedAt = new Date(2026, 10, 23 - days, 23, 30).toISOString();
  return { id: String(days), title: String(days), createdAt: updatedAt, updatedAt, activeRunId: null };
}

describe('groupConversations', () => {
  it('groups by local calendar day and leaves empty groups out', () => {
    const groups = groupConversations([0, 1, 2, 7, 8, 31].map(changedDaysAgo), now);
    expect(groups.map((group) => [group.label, group.conversations.map(({ id }) => id)])).toEqual([
      ['Today', ['0']],
      ['Yesterday', ['1']],
      ['Previous 7 days', ['2', '7']],
      ['Previous 30 days', ['8']],
      ['Older', ['31']],
    ]);
  });

  it('hangs pinned ones above the others, whenever they changed', () => {
    const list = [{ ...changedDaysAgo(40), pinned: true }, changedDaysAgo(0), { ...changedDaysAgo(1), pinned: false }];
    expect(groupConversations(list, now).map(({ label, conversations }) => [label, conversations.length])).toEqual([
      ['Pinned', 1],
      ['Today', 1],
      ['Yesterday', 1],
    ]);
  });

  it('has no groups for an empty list', () => {
    expect(groupConversations([], now)).toEqual([]);
  });
});
