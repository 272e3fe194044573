import type { StoredSecret } from '@cloakroom/persistence';
import { secretChanges } from './secret-changes.js';

const secret: StoredSecret = {
  id: '0190',
  name: 'KEY',
  description: '',
  tags: [],
  enabled: true,
  expiresAt: null,
  mode: 'exposed',
  bindings: [],
  askBeforeUse: false,
  version: 1,
  exposedRuns: 0,
  destinations: [],
  scan: { state: 'none', found: 0, messages: 0 },
  createdAt: new Date(0),
  updatedAt: null,
  lastUsedAt: null,
};
const host = { host: 'api.example.com', pathPrefix: null, place: 'anywhere' as const, headerName: null };

describe('secretChanges', () => {
  it.each<[string, Partial<StoredSecret>, string[]]>([
    ['nothing', { updatedAt: new Date(1) }, []],
    ['a new value', { version: 2 }, ['secret.value-replaced']],
    ['switched off', { enabled: false }, ['secret.disabled']],
    ['sealed to a host', { mode: 'sealed', bindings: [host] }, ['secret.sealed', 'secret.bound']],
    ['described', { description: 'why', tags: ['a'] }, ['secret.updated']],
    ['an end', { expiresAt: new Date(5) }, ['secret.updated']],
    ['asked for', { askBeforeUse: true }, ['secret.updated']],
  ])('tells of %s', (_what, change, types) => {
    expect(secretChanges(secret, { ...secret, ...change }).map(({ type }) => type)).toEqual(types);
  });

  it('tells of the way back', () => {
    const after = { ...secret, enabled: false, mode: 'sealed' as const };
    expect(secretChanges(after, secret)).toEqual([
      { type: 'secret.enabled', secretName: 'KEY' },
      { type: 'secret.exposed', secretName: 'KEY' },
    ]);
  });
});
