import { MAX_LOGGED_REQUESTS, MAX_REQUEST_SECRETS } from '@cloakroom/contracts';
import { createRedactor } from '@cloakroom/redaction';
import type { EgressLogEntry } from '@cloakroom/sandbox';
import { loggedRequests, toldRequests } from './logged-requests.js';

const VALUE = 'Tok/en 9f8a7b6c5d-Zürich';
const redactor = createRedactor([
  { name: 'KEY', value: VALUE },
  { name: 'LABEL', value: 'AbCdEfGh-Secret-1234' },
]);
const redact = (text: string): string => redactor.redact(text);

function entry(part: Partial<EgressLogEntry>): EgressLogEntry {
  return {
    method: 'GET',
    host: 'api.example.com',
    path: '/v1',
    status: 200,
    errorCode: null,
    bytes: 5,
    ms: 2,
    ...part,
  };
}

describe('loggedRequests', () => {
  it('keeps where a request went, and marks what was refused and nothing else', () => {
    const log = [
      entry({}),
      entry({ status: null, errorCode: 'DENIED' }),
      entry({ status: null, errorCode: 'CONNECT_REFUSED' }),
    ];
    const shown = { method: 'GET', host: 'api.example.com', path: '/v1', bytes: 5, ms: 2 };
    expect(loggedRequests(log, redact)).toEqual([
      { ...shown, status: 200 },
      { ...shown, status: null, denied: true },
      { ...shown, status: null },
    ]);
  });

  it.each([
    ['percent-encoded in a path', { path: `/bot${encodeURIComponent(VALUE)}/send` }],
    ['as the URL parser writes it', { path: new URL(`https://a.example/x/${VALUE}/y`).pathname }],
    ['as the host, which the URL parser puts in lower case', { host: 'abcdefgh-secret-1234.example.com' }],
    ['as a method', { method: VALUE }],
    ['base64 in a path', { path: `/${Buffer.from(VALUE).toString('base64url')}` }],
    [
      'where a long path is cut, whose mask is cut too',
      { path: `/${'a'.repeat(1_015)}${encodeURIComponent(VALUE)}/end` },
    ],
  ])('a value %s is masked', (_name, part) => {
    const shown = JSON.stringify(loggedRequests([entry(part)], redact));
    expect(shown).toMatch(/«(?:KEY|LABEL)»/);
    expect(shown).not.toMatch(/9f8a7b|Tok|secret/);
  });

  it('does not call refused what a host was sent, though its answer was kept back', () => {
    expect(loggedRequests([entry({ errorCode: 'DENIED' })], redact)[0]).not.toHaveProperty('denied');
  });

  it('is bounded in length, and tells a bounded number, those with a secret first, in order', () => {
    const use = { name: 'KEY', place: 'header', headerName: 'x-key', mode: 'exposed' } as const;
    const plain = Array.from({ length: MAX_LOGGED_REQUESTS }, () => entry({ path: `/${'p'.repeat(9_000)}` }));
    const all = loggedRequests([...plain, entry({ secrets: [use] }), entry({ path: '/last' })], redact);
    expect(all).toHaveLength(MAX_LOGGED_REQUESTS + 2);
    expect(all[0]?.path).toHaveLength(1_024);
    const told = toldRequests(all);
    expect(told).toHaveLength(MAX_LOGGED_REQUESTS);
    expect(told.at(-1)).toMatchObject({ path: '/v1', secrets: [use] });
  });

  it('names every secret of a request before it names one a second time', () => {
    const inHeader = (name: string, at: number) =>
      ({ name, place: 'header', headerName: `x-${at}`, mode: 'exposed' }) as const;
    const decoys = Array.from({ length: 500 }, (_, at) => inHeader('DECOY', at));
    const log = loggedRequests([entry({ secrets: [...decoys, inHeader('KEY', 500)] })], redact);
    expect(log[0]?.secrets).toHaveLength(501);
    const [shown] = toldRequests(log);
    expect(shown?.secrets).toHaveLength(MAX_REQUEST_SECRETS);
    expect(shown?.secrets?.slice(0, 2)).toEqual([inHeader('DECOY', 0), inHeader('KEY', 500)]);
  });
});
