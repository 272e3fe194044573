import { MAX_LOGGED_REQUESTS } from '@cloakroom/contracts';
import { createRedactor } from '@cloakroom/redaction';
import type { EgressLogEntry } from '@cloakroom/sandbox';
import { loggedRequests } from './logged-requests.js';

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

  it('is bounded in number and length', () => {
    const log = Array.from({ length: MAX_LOGGED_REQUESTS + 5 }, () => entry({ path: `/${'p'.repeat(9_000)}` }));
    const shown = loggedRequests(log, redact);
    expect(shown).toHaveLength(MAX_LOGGED_REQUESTS);
    expect(shown[0]?.path).toHaveLength(1_024);
  });
});
