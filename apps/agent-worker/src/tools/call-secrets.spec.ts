import type { LoggedRequest } from '@cloakroom/contracts';
import { callSecrets } from './call-secrets.js';

const request: LoggedRequest = { method: 'GET', host: 'api.x.com', path: '/', status: 200, bytes: 1, ms: 1 };
const header = { name: 'X_KEY', place: 'header', headerName: 'authorization', mode: 'sealed' } as const;
const query = { name: 'X_KEY', place: 'query', headerName: null, mode: 'sealed' } as const;

it('tells what was read, what left, and what signed, with its count', () => {
  const told = callSecrets({
    named: [
      { name: 'X_KEY', mode: 'sealed' },
      { name: 'A_KEY', mode: 'exposed' },
    ],
    requests: [
      { ...request, secrets: [header, query] },
      { ...request, secrets: [header] },
      { ...request, denied: true, status: null, secrets: [{ ...header, name: 'OTHER_KEY' }] },
      request,
    ],
    signed: [{ name: 'S_KEY', mode: 'sealed', count: 3 }],
  });
  expect(told).toEqual([
    { name: 'A_KEY', mode: 'exposed', how: 'env', count: 1 },
    { name: 'X_KEY', mode: 'sealed', how: 'env', count: 1 },
    { name: 'X_KEY', mode: 'sealed', how: 'sent', count: 2 },
    { name: 'S_KEY', mode: 'sealed', how: 'signed', count: 3 },
  ]);
});

it('tells nothing of a call that touched no secret', () => {
  expect(callSecrets({ named: [], requests: [request], signed: [] })).toEqual([]);
});
