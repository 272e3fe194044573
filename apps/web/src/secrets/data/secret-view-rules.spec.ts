import { secretExample } from '../../testing/secret-example.js';
import { bindingWords, expiryOf, expiryWords, filterSecrets, sealOfferOf, tagsOf } from './secret-view-rules.js';

const everything = { words: '', tag: null, sort: 'name' } as const;
const list = [
  secretExample({
    name: 'B_KEY',
    description: 'Search of posts',
    tags: ['Work'],
    createdAt: '2026-01-03T00:00:00.000Z',
  }),
  secretExample({ name: 'A_KEY', tags: ['home', 'work'], expiresAt: '2026-12-01T00:00:00.000Z' }),
  secretExample({ name: 'C_KEY', lastUsedAt: '2026-02-01T00:00:00.000Z', expiresAt: '2026-11-01T00:00:00.000Z' }),
];
const names = (filter: Parameters<typeof filterSecrets>[1]) => filterSecrets(list, filter).map(({ name }) => name);

describe('filterSecrets', () => {
  it.each([
    ['name', ['A_KEY', 'B_KEY', 'C_KEY']],
    ['created', ['B_KEY', 'A_KEY', 'C_KEY']],
    ['used', ['C_KEY', 'A_KEY', 'B_KEY']],
    ['expiry', ['C_KEY', 'A_KEY', 'B_KEY']],
  ] as const)('orders by %s', (sort, expected) => {
    expect(names({ ...everything, sort })).toEqual(expected);
  });

  it.each([
    ['b_k', ['B_KEY']],
    ['posts SEARCH', ['B_KEY']],
    ['home', ['A_KEY']],
    ['posts home', []],
  ])('finds %j in names, descriptions and tags', (words, expected) => {
    expect(names({ ...everything, words })).toEqual(expected);
  });

  it('keeps to one tag, whatever its case', () => {
    expect(names({ ...everything, tag: 'WORK' })).toEqual(['A_KEY', 'B_KEY']);
    expect(tagsOf(list)).toEqual(['home', 'work']);
  });
});

describe('expiryOf', () => {
  const now = new Date(2026, 10, 23, 12);
  it.each([
    [new Date(2026, 10, 23, 11, 59), { kind: 'expired' }],
    [new Date(2026, 10, 23, 23, 59), { kind: 'soon', days: 0 }],
    [new Date(2026, 10, 30, 23, 59), { kind: 'soon', days: 7 }],
    [new Date(2026, 11, 1, 0, 1), { kind: 'later', days: 8 }],
  ])('judges %s', (end, expected) => {
    expect(expiryOf(end.toISOString(), now)).toEqual(expected);
  });

  it('has words for days', () => {
    expect(expiryOf(null, now)).toEqual({ kind: 'never' });
    expect([0, 1, 5].map(expiryWords)).toEqual(['expires today', 'expires tomorrow', 'expires in 5 days']);
  });
});

describe('sealOfferOf', () => {
  const gone = {
    host: 'api.x.com',
    place: 'header',
    headerName: 'authorization',
    count: 3,
    lastAt: '2026-01-02T00:00:00.000Z',
  } as const;

  it('offers every place that the value has gone to', () => {
    const offer = sealOfferOf(secretExample({ destinations: [gone, { ...gone, place: 'query', headerName: null }] }));
    expect(offer?.map(bindingWords)).toEqual(['api.x.com in Authorization', 'api.x.com in the query']);
  });

  it('offers nothing when sealed, unused, or gone to what cannot be named', () => {
    expect(sealOfferOf(secretExample())).toBeNull();
    expect(sealOfferOf(secretExample({ mode: 'sealed', destinations: [gone] }))).toBeNull();
    expect(sealOfferOf(secretExample({ destinations: [gone, { ...gone, host: '«OTHER_KEY».example' }] }))).toBeNull();
    expect(sealOfferOf(secretExample({ destinations: Array.from({ length: 20 }, () => gone) }))).toBeNull();
  });

  it('says a binding in words', () => {
    const binding = { host: '*.x.com', pathPrefix: '/2', place: 'anywhere', headerName: null } as const;
    expect(bindingWords(binding)).toBe('*.x.com/2');
    expect(bindingWords({ ...binding, place: 'header' })).toBe('*.x.com/2 in any header');
    expect(bindingWords({ ...binding, place: 'header', headerName: 'x-api-key' })).toBe('*.x.com/2 in X-Api-Key');
  });
});
