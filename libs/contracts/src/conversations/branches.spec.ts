import { branchOf, messageVersions } from './branches.js';

/** Two wordings of a second question; two answers to the first wording of it. */
const tree = [
  { id: 'q1', parentId: null },
  { id: 'a1', parentId: 'q1' },
  { id: 'q2', parentId: 'a1' },
  { id: 'a2', parentId: 'q2' },
  { id: 'a2b', parentId: 'q2' },
  { id: 'q2b', parentId: 'a1' },
  { id: 'a2c', parentId: 'q2b' },
];
const ids = (messages: readonly { id: string }[]): string => messages.map(({ id }) => id).join(' ');

describe('branchOf', () => {
  it.each([
    ['the newest message, without a head', null, 'q1 a1 q2b a2c'],
    ['a head', 'a2', 'q1 a1 q2 a2'],
    ['a head and what is newest behind it', 'q2', 'q1 a1 q2 a2b'],
    ['the newest message, when the head is not there', 'gone', 'q1 a1 q2b a2c'],
  ])('ends with %s', (_, headId, expected) => {
    expect(ids(branchOf(tree, headId))).toBe(expected);
  });

  it('is everything in a conversation without branches, and nothing in an empty one', () => {
    expect(ids(branchOf(tree.slice(0, 4), null))).toBe('q1 a1 q2 a2');
    expect(branchOf([], null)).toEqual([]);
  });

  it('comes to an end where parents go round in a circle', () => {
    const circle = [
      { id: 'x', parentId: 'y' },
      { id: 'y', parentId: 'x' },
    ];
    expect(ids(branchOf(circle, 'x'))).toBe('y x');
  });

  it('is quick for a long conversation', () => {
    const long = Array.from({ length: 20_000 }, (_, index) => ({
      id: String(index),
      parentId: index === 0 ? null : String(index - 1),
    }));
    expect(branchOf(long, null)).toHaveLength(20_000);
  });
});

describe('messageVersions', () => {
  it('numbers the versions and leaves single messages out', () => {
    const versions = messageVersions(tree);
    expect([...versions.keys()].sort()).toEqual(['a2', 'a2b', 'q2', 'q2b']);
    expect(versions.get('a2b')).toEqual({ place: 2, count: 2, previousId: 'a2', nextId: null });
    expect(versions.get('q2')).toEqual({ place: 1, count: 2, previousId: null, nextId: 'q2b' });
  });
});
