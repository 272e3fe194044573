import type { EgressRequest, HeaderList } from '@cloakroom/sandbox';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  errorOf,
  NEVER,
  openTestBroker,
  playHttp,
  readText,
  requestFor,
  type PlayedHost,
  type TestBroker,
} from './testing/egress-test-kit.js';

const PUBLIC = '93.184.216.34';
const names = { 'a.example.com': [[PUBLIC]], 'b.example.com': [[PUBLIC]], 'inside.example.com': [['192.168.1.1']] };

interface Seen {
  readonly host: string;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

describe('egress redirects', () => {
  let host: PlayedHost;
  let opened: TestBroker;
  let seen: Seen[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;

  beforeEach(async () => {
    seen = [];
    host = await playHttp((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { headers, method = '', url = '' } = request;
        seen.push({ host: headers.host ?? '', method, url, headers, body: Buffer.concat(chunks).toString() });
        answer(request, response);
      });
    });
    opened = openTestBroker({ names, port: host.port });
  });

  afterEach(async () => {
    await opened.broker.close();
    await host.close();
  });

  const send = (url: string, parts: Partial<EgressRequest> = {}) =>
    opened.broker.openRun({ runId: 'run', userId: 'user' }).request(requestFor(url, parts), NEVER);

  const redirectOnce = (status: number, location: string): void => {
    answer = (_request, response) => {
      if (seen.length === 1) response.writeHead(status, { location }).end('moved');
      else response.end('arrived');
    };
  };

  it.each([
    'http://127.0.0.1/',
    'http://localhost:3000/',
    'http://[::ffff:7f00:1]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://inside.example.com/',
    'file:///etc/passwd',
    'gopher://b.example.com/',
    'http://b.example.com:6379/',
    'http://user:pass@b.example.com/',
    '//127.1/',
  ])('P24: a redirect to %s is denied', async (location) => {
    redirectOnce(302, location);
    const error = await errorOf(send('http://a.example.com/'));
    expect(error.code).toBe('DENIED');
    expect(seen).toHaveLength(1);
  });

  const credentials: HeaderList = [
    ['Authorization', 'Bearer canary'],
    ['cookie', 'session=canary'],
    ['Proxy-Authorization', 'Basic canary'],
    ['X-Kept', 'yes'],
  ];

  it.each([
    ['another host', 'http://b.example.com/next'],
    ['another port', 'http://a.example.com:8080/next'],
    ['another scheme', 'https://a.example.com/next'],
  ])('P24: a 307 to %s carries no credentials', async (_what, location) => {
    redirectOnce(307, location);
    const outcome = send('http://a.example.com/', { method: 'POST', headers: credentials, body: Buffer.from('body') });
    if (location.startsWith('https:')) {
      expect((await errorOf(outcome)).code).toBe('TLS');
      expect(seen).toHaveLength(1);
      return;
    }
    expect(await readText(await outcome)).toBe('arrived');
    expect(seen[1]).toMatchObject({ method: 'POST', body: 'body', headers: { 'x-kept': 'yes' } });
    expect(JSON.stringify(seen[1])).not.toContain('canary');
  });

  it('keeps credentials on the same origin', async () => {
    redirectOnce(307, '/next');
    const response = await send('http://a.example.com/', { headers: credentials });
    expect(await readText(response)).toBe('arrived');
    expect(seen[1]?.headers).toMatchObject({ authorization: 'Bearer canary', cookie: 'session=canary' });
    expect({ url: response.url, redirected: response.redirected }).toEqual({
      url: 'http://a.example.com/next',
      redirected: true,
    });
  });

  it.each([
    [301, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [303, 'POST', 'GET', ''],
    [303, 'PUT', 'GET', ''],
    [303, 'HEAD', 'HEAD', ''],
    [301, 'PUT', 'PUT', 'body'],
    [302, 'PATCH', 'PATCH', 'body'],
    [307, 'POST', 'POST', 'body'],
    [308, 'PUT', 'PUT', 'body'],
  ])('a %d after %s goes on with %s', async (status, method, next, body) => {
    redirectOnce(status, '/next');
    const headers: HeaderList = [['Content-Type', 'text/plain']];
    await send('http://a.example.com/', { method, headers, body: method === 'HEAD' ? null : Buffer.from('body') });
    expect(seen[1]).toMatchObject({ method: next, body, url: '/next' });
    expect(seen[1]?.headers['content-type']).toBe(next === 'GET' ? undefined : 'text/plain');
  });

  it('follows five redirects and no more', async () => {
    answer = (request, response) => {
      const step = Number((request.url ?? '').slice(1));
      if (step < 5) response.writeHead(302, { location: `/${step + 1}` }).end();
      else response.end('arrived');
    };
    expect(await readText(await send('http://a.example.com/0'))).toBe('arrived');
    const error = await errorOf(send('http://a.example.com/-1'));
    expect(error.code).toBe('TOO_MANY_REDIRECTS');
    expect(error.message).toContain('more than 5 times');
  });

  it('hands a redirect back, or fails on it, when asked to', async () => {
    answer = (_request, response) => void response.writeHead(302, { location: 'http://127.0.0.1/' }).end('moved');
    const manual = await send('http://a.example.com/', { redirect: 'manual' });
    expect(manual).toMatchObject({ status: 302, redirected: false });
    expect(manual.headers).toContainEqual(['location', 'http://127.0.0.1/']);
    expect((await errorOf(send('http://a.example.com/', { redirect: 'error' }))).code).toBe('BAD_REQUEST');
  });

  it('reads a Location in UTF-8, and takes one without as an answer', async () => {
    answer = (request, response) => {
      if (request.url === '/') response.writeHead(302, { location: Buffer.from('/ä').toString('latin1') }).end();
      else response.writeHead(302).end('no location');
    };
    const response = await send('http://a.example.com/');
    expect(response.status).toBe(302);
    expect(await readText(response)).toBe('no location');
    expect(seen[1]?.url).toBe('/%C3%A4');
  });

  it('logs every hop', async () => {
    redirectOnce(302, 'http://b.example.com/next?token=canary');
    const run = opened.broker.openRun({ runId: 'run', userId: 'user' });
    await readText(await run.request(requestFor('http://a.example.com/start?token=canary'), NEVER));
    const entries = run.log().map(({ method, host: name, path, status, errorCode, bytes }) => {
      return { method, host: name, path, status, errorCode, bytes };
    });
    expect(entries).toEqual([
      { method: 'GET', host: 'a.example.com', path: '/start', status: 302, errorCode: null, bytes: 0 },
      { method: 'GET', host: 'b.example.com', path: '/next', status: 200, errorCode: null, bytes: 7 },
    ]);
    expect(run.log().every(({ ms }) => Number.isInteger(ms) && ms >= 0)).toBe(true);
  });
});
