import { randomUUID } from 'node:crypto';
import { auditEventSchema, type LoggedRequest } from '@cloakroom/contracts';
import { destinationsOf, readEntries, sentEntries } from './call-record.js';

const place = { runId: randomUUID(), conversationId: randomUUID(), toolCallId: 't' };
const inHeader = { name: 'KEY', place: 'header', headerName: 'authorization', mode: 'sealed' } as const;

function request(more: Partial<LoggedRequest>): LoggedRequest {
  return { method: 'GET', host: 'api.example.com', path: '/v1', status: 200, bytes: 1, ms: 3, ...more };
}

describe('what a call did with secrets', () => {
  it('names what its code reads', () => {
    expect(readEntries(place, [{ name: 'KEY', mode: 'exposed' }])).toEqual([
      {
        ...{ type: 'secret.used', secretName: 'KEY', mode: 'exposed', how: 'env', ...place },
        ...{ host: null, path: null, status: null, ms: null },
      },
    ]);
  });

  it('has one entry for each secret in each request, and one for each that signed or would not', () => {
    const other = { ...inHeader, name: 'OTHER', place: 'body', headerName: null } as const;
    const requests = [
      request({ secrets: [inHeader, { ...inHeader, place: 'query', headerName: null }, other] }),
      request({ secrets: [inHeader], status: null, denied: true, host: 'evil.example' }),
      request({}),
    ];
    const signing = {
      signed: [{ name: 'KEY', mode: 'sealed', count: 3 }],
      refused: [{ name: 'OTHER', reason: `too short ${'.'.repeat(600)}` }],
    } as const;
    const entries = sentEntries(place, { requests, signing });
    expect(entries).toMatchObject([
      { type: 'secret.used', secretName: 'KEY', how: 'sent', host: 'api.example.com', path: '/v1', status: 200, ms: 3 },
      { type: 'secret.used', secretName: 'OTHER', how: 'sent' },
      { type: 'secret.refused', secretName: 'KEY', host: 'evil.example' },
      { type: 'secret.used', secretName: 'KEY', mode: 'sealed', how: 'signed', host: null, count: 3 },
      {
        type: 'secret.refused',
        secretName: 'OTHER',
        host: null,
        reason: expect.stringMatching(/^too short/) as unknown,
      },
    ]);
    expect(entries).toHaveLength(5);
    for (const event of entries) expect(auditEventSchema.parse(event)).toEqual(event);
  });

  it.each([
    ['host', 3, ['a.example', 'b.example', 'c.example']],
    ['secret', 2_500, [null]],
  ])('sums up what would fill the trail by %s, and loses no use', (_by, hosts, expected) => {
    const hostOf = (at: number): string => (hosts === 3 ? `${'abc'[at % 3] ?? ''}.example` : `${at}.example`);
    const requests = Array.from({ length: 2_500 }, (_, at) => request({ host: hostOf(at), secrets: [inHeader] }));
    const kept = { ...request({ denied: true, status: null, host: 'evil.example' }), secrets: [inHeader] };
    const entries = sentEntries(place, { requests: [...requests, kept], signing: { signed: [], refused: [] } });
    const used = entries.flatMap((event) => (event.type === 'secret.used' ? [event] : []));
    expect(used.map(({ host }) => host)).toEqual(expected);
    expect(used.reduce((sum, { count = 0 }) => sum + count, 0)).toBe(2_500);
    expect(entries.filter(({ type }) => type === 'secret.refused')).toHaveLength(1);
    for (const event of entries) expect(auditEventSchema.parse(event)).toEqual(event);
  });

  it('knows where values went, and that refused ones went nowhere', () => {
    const requests = [
      request({ secrets: [inHeader] }),
      request({ secrets: [inHeader], denied: true, status: null }),
      request({ secrets: [inHeader], status: null }),
    ];
    const went = { host: 'api.example.com', place: 'header', headerName: 'authorization' };
    expect([...destinationsOf(requests)]).toEqual([['KEY', [went]]]);
  });
});
