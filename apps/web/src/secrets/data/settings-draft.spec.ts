import { secretExample } from '../../testing/secret-example.js';
import {
  changedFrom,
  dateInDays,
  draftOf,
  EMPTY_BINDING,
  EMPTY_DRAFT,
  EMPTY_SETTINGS,
  readSettings,
} from './settings-draft.js';

const now = new Date(2026, 10, 23, 12);

describe('readSettings', () => {
  it('says nothing about an untouched form', () => {
    expect(readSettings(EMPTY_DRAFT, now)).toEqual({ settings: EMPTY_SETTINGS });
    expect(changedFrom(EMPTY_SETTINGS, EMPTY_SETTINGS)).toEqual({});
  });

  it('reads tags, the end of a day, hosts, and leaves empty lines out', () => {
    const line = {
      host: ' API.Example.com ',
      pathPrefix: '/v2',
      place: 'header',
      headerName: 'Authorization',
    } as const;
    const outcome = readSettings(
      {
        tags: ' Work, home ,,work',
        expiresOn: '2026-12-24',
        mode: 'sealed',
        bindings: [EMPTY_BINDING, line],
        askBeforeUse: true,
      },
      now,
    );
    expect(outcome).toEqual({
      settings: {
        tags: ['work', 'home'],
        expiresAt: new Date(2026, 11, 24, 23, 59, 59, 999).toISOString(),
        mode: 'sealed',
        bindings: [{ host: 'api.example.com', pathPrefix: '/v2', place: 'header', headerName: 'authorization' }],
        askBeforeUse: true,
      },
    });
  });

  it('keeps a header name only with its place', () => {
    const outcome = readSettings(
      { ...EMPTY_DRAFT, bindings: [{ ...EMPTY_BINDING, host: 'a.example', headerName: 'x-key' }] },
      now,
    );
    expect(outcome).toMatchObject({ settings: { bindings: [{ headerName: null }] } });
  });

  it('demands a host of a sealed secret', () => {
    const outcome = readSettings({ ...EMPTY_DRAFT, mode: 'sealed', bindings: [EMPTY_BINDING] }, now);
    expect(outcome).toMatchObject({
      errors: { hosts: 'Name at least one host that it may go to, for example api.example.com.' },
    });
  });

  it.each([
    [{ tags: 'x'.repeat(33) }, { tags: 'A tag has at most 32 characters.' }],
    [{ expiresOn: '2026-11-22' }, { expiresOn: 'This day is over. Choose a later one, or none.' }],
    [{ expiresOn: '2026-13-45' }, { expiresOn: 'Enter a date.' }],
    [
      { bindings: [{ ...EMPTY_BINDING, host: 'https://x' }] },
      { bindings: ['Enter a host such as api.example.com or *.example.com, without https:// and without a path.'] },
    ],
    [
      { bindings: [{ ...EMPTY_BINDING, host: 'x.example', pathPrefix: 'v2' }] },
      { bindings: ['A path begins with / and has no ? or #.'] },
    ],
  ])('refuses %j in place', (change, errors) => {
    expect(readSettings({ ...EMPTY_DRAFT, ...change }, now)).toMatchObject({ errors });
  });
});

describe('a stored secret in the form', () => {
  const stored = secretExample({
    tags: ['work'],
    expiresAt: new Date(2027, 0, 5, 8).toISOString(),
    mode: 'sealed',
    bindings: [{ host: 'a.example', pathPrefix: null, place: 'anywhere', headerName: null }],
  });

  it('asks for no change as long as nothing was touched', () => {
    const outcome = readSettings(draftOf(stored), now);
    if (!('settings' in outcome)) throw new Error('The stored settings were refused.');
    expect(changedFrom(stored, outcome.settings)).toEqual({});
  });

  it('names what was touched alone', () => {
    const outcome = readSettings({ ...draftOf(stored), expiresOn: '', mode: 'exposed' }, now);
    if (!('settings' in outcome)) throw new Error('The settings were refused.');
    expect(changedFrom(stored, outcome.settings)).toEqual({ expiresAt: null, mode: 'exposed' });
  });
});

it('counts days ahead over the end of a year', () => {
  expect(dateInDays(90, now)).toBe('2027-02-21');
});
