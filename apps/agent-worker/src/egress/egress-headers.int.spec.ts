import type { EgressRequest, HeaderList } from '@cloakroom/sandbox';
import fc from 'fast-check';
import type { RunEgress } from './egress-broker.js';
import {
  errorOf,
  NEVER,
  openTestBroker,
  playHttp,
  playTcp,
  readText,
  requestFor,
  type PlayedHost,
  type TestBroker,
} from './testing/egress-test-kit.js';

const names = { 'api.example.com': [['93.184.216.34']] };

describe('egress headers', () => {
  let host: PlayedHost;
  let opened: TestBroker;
  let run: RunEgress;

  beforeAll(async () => {
    host = await playHttp((request, response) => void response.end(JSON.stringify(request.rawHeaders)));
    opened = openTestBroker({ names, port: host.port, limits: { maxRequests: 10_000 } });
    run = opened.broker.openRun({ runId: 'run', userId: 'user' });
  });

  afterAll(async () => {
    await opened.broker.close();
    await host.close();
  });

  const send = (headers: HeaderList, parts: Partial<EgressRequest> = {}) =>
    run.request(requestFor('http://api.example.com/', { headers, decompress: false, ...parts }), NEVER);

  it.each([
    ['a line break in a value', 'X-A', 'a\r\nX-B: b', 'BAD_REQUEST'],
    ['a bare line feed', 'X-A', 'a\nX-B: b', 'BAD_REQUEST'],
    ['a bare carriage return', 'X-A', 'a\rX-B: b', 'BAD_REQUEST'],
    ['a NUL', 'X-A', 'a\0', 'BAD_REQUEST'],
    ['a character beyond one byte', 'X-A', 'č', 'BAD_REQUEST'],
    ['characters whose low byte is a line break', 'X-A', 'a\u010d\u010aX-B: b', 'BAD_REQUEST'],
    ['a line break in a name', 'X-A\r\nX-B', 'b', 'BAD_REQUEST'],
    ['a space in a name', 'X A', 'b', 'BAD_REQUEST'],
    ['a colon in a name', 'X-A:', 'b', 'BAD_REQUEST'],
    ['an empty name', '', 'b', 'BAD_REQUEST'],
    ['another Host', 'Host', 'internal.example.com', 'DENIED'],
    ['another Host in capitals', 'HOST', '127.0.0.1', 'DENIED'],
    ['chunked beside another coding', 'Transfer-Encoding', 'gzip, chunked', 'DENIED'],
    ['an obscured chunked', 'Transfer-Encoding', '\tchunked, identity', 'DENIED'],
    ['a wrong length', 'Content-Length', '5', 'DENIED'],
    ['a signed length', 'content-length', '+0', 'DENIED'],
    ['Connection naming a header', 'Connection', 'X-Internal', 'DENIED'],
    ['Keep-Alive', 'Keep-Alive', 'timeout=5', 'DENIED'],
    ['Upgrade', 'Upgrade', 'websocket', 'DENIED'],
    ['TE', 'TE', 'trailers', 'DENIED'],
    ['Trailer', 'Trailer', 'X-A', 'DENIED'],
    ['Proxy-Connection', 'Proxy-Connection', 'keep-alive', 'DENIED'],
    ['HTTP2-Settings', 'HTTP2-Settings', 'AAMAAABkAAQAAP__', 'DENIED'],
    ['an unknown expectation', 'Expect', '200-ok', 'DENIED'],
    ['headers beyond 64 KB', 'X-A', 'a'.repeat(65_536), 'LIMIT'],
  ])('refuses %s', async (_what, name, value, code) => {
    const error = await errorOf(send([[name, value]]));
    expect(error.code).toBe(code);
    expect(error.message).not.toContain('X-B: b');
  });

  it('refuses framing given twice', async () => {
    const body = Buffer.from('hello');
    const twice: HeaderList = [
      ['Content-Length', '5'],
      ['Transfer-Encoding', 'chunked'],
    ];
    expect((await errorOf(send(twice, { method: 'POST', body }))).code).toBe('DENIED');
    const same: HeaderList = [
      ['Content-Length', '5'],
      ['content-length', '5'],
    ];
    expect((await errorOf(send(same, { method: 'POST', body }))).code).toBe('DENIED');
  });

  it("sends the code's own headers in order with duplicates and spelling kept, and writes the rest itself", async () => {
    const given: HeaderList = [
      ['Host', 'api.example.com'],
      ['X-Two', 'first'],
      ['Content-Length', '5'],
      ['x-two', 'second \xe4'],
      ['Connection', 'keep-alive'],
      ['Expect', '100-continue'],
      ['constructor', 'a name like any other'],
    ];
    const response = await send(given, { method: 'POST', body: Buffer.from('hello') });
    const sent: unknown = JSON.parse(await readText(response));
    expect(sent).toEqual([
      ...['host', 'api.example.com', 'connection', 'keep-alive'],
      ...['X-Two', 'first', 'x-two', 'second \xe4', 'constructor', 'a name like any other'],
      ...['content-length', '5'],
    ]);
  });

  it('adds what a browser would send only where the host undoes the encoding, and only what is missing', async () => {
    const bare: unknown = JSON.parse(await readText(await send([])));
    expect(bare).toEqual(['host', 'api.example.com', 'connection', 'keep-alive']);
    const fetched: unknown = JSON.parse(await readText(await send([['User-Agent', 'mine']], { decompress: true })));
    expect(fetched).toEqual([
      ...['host', 'api.example.com', 'connection', 'keep-alive', 'User-Agent', 'mine'],
      ...['accept', '*/*', 'accept-language', '*', 'accept-encoding', 'gzip, deflate, br'],
    ]);
  });

  it.each(['CONNECT', 'connect', 'TRACE', 'track', 'GET /evil HTTP/1.1\r\n', 'G ET', '', 'A'.repeat(33)])(
    'refuses the method %j',
    async (method) => {
      expect(['DENIED', 'BAD_REQUEST']).toContain((await errorOf(send([], { method }))).code);
    },
  );

  it('hands response headers on as they came', async () => {
    const raw = await playTcp((socket) => {
      socket.once('data', () => {
        socket.end(
          'HTTP/1.1 299 Fine\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nX-Bytes: \xe4\r\ncontent-length: 0\r\n\r\n',
          'latin1',
        );
      });
    });
    const other = openTestBroker({ names, port: raw.port });
    const response = await other.broker
      .openRun({ runId: 'run', userId: 'user' })
      .request(requestFor('http://api.example.com/'), NEVER);
    expect({ status: response.status, statusText: response.statusText, headers: response.headers }).toEqual({
      status: 299,
      statusText: 'Fine',
      headers: [
        ['Set-Cookie', 'a=1'],
        ['set-cookie', 'b=2'],
        ['X-Bytes', '\xe4'],
        ['content-length', '0'],
      ],
    });
    await other.broker.close();
    await raw.close();
  });

  it('throws nothing but an EgressError, whatever a request is made of', async () => {
    const hostile = fc.record({
      url: fc.oneof(fc.webUrl(), fc.string(), fc.anything()),
      method: fc.oneof(fc.constantFrom('GET', 'POST', 'connect'), fc.string(), fc.anything()),
      headers: fc.oneof(fc.array(fc.tuple(fc.string(), fc.string())), fc.anything()),
      body: fc.oneof(fc.constant(null), fc.uint8Array(), fc.anything()),
      redirect: fc.oneof(fc.constantFrom('follow', 'manual', 'error'), fc.anything()),
      decompress: fc.oneof(fc.boolean(), fc.anything()),
      connectTimeoutMs: fc.oneof(fc.constant(null), fc.double(), fc.anything()),
      readTimeoutMs: fc.oneof(fc.constant(null), fc.double(), fc.anything()),
    });
    await fc.assert(
      fc.asyncProperty(hostile, async (request) => {
        const made = JSON.parse(JSON.stringify({ request })) as { request: EgressRequest };
        const error = await errorOf(run.request(made.request, NEVER));
        expect(error.message).not.toMatch(/\bat \S+:\d+|node_modules|node:internal/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the request rewriter', () => {
  it('changes what goes out in its hop alone, sees what comes back, and is never believed about the host', async () => {
    const seen: string[] = [];
    const host = await playHttp((request, response) => {
      seen.push(`${String(request.url)} ${String(request.headers.authorization)}`);
      if (request.url?.startsWith('/start') === true) response.writeHead(307, { location: '/next' }).end();
      else response.setHeader('x-echo', 'VALUE').end('the value is VALUE.');
    });
    const { broker } = openTestBroker({
      names: { ...names, 'evil.example.com': [['93.184.216.35']] },
      port: host.port,
    });
    const fill = (text: string): string => text.replaceAll('PLACEHOLDER', 'VALUE');
    const mask = (text: string): string => text.replaceAll('VALUE', '«NAME»');
    let turnTo = '';
    const run = broker.openRun({
      runId: 'run',
      userId: 'user',
      requestRewriter: {
        rewrite: (hop) => ({
          url: turnTo === '' ? fill(hop.url) : turnTo,
          headers: hop.headers.map(([name, value]) => [name, fill(value)] as const),
          body: hop.body,
        }),
        openResponse: () => ({
          headers: (headers) => headers.map(([name, value]) => [name, mask(value)] as const),
          push: (bytes) => Buffer.from(mask(Buffer.from(bytes).toString())),
          end: () => Buffer.from(' (end)'),
        }),
      },
    });
    const headers: HeaderList = [['Authorization', 'Bearer PLACEHOLDER']];
    const response = await run.request(requestFor('http://api.example.com/start?key=PLACEHOLDER', { headers }), NEVER);
    expect(await readText(response)).toBe('the value is «NAME». (end)');
    expect(response.headers).toContainEqual(['x-echo', '«NAME»']);
    expect(response.url).toBe('http://api.example.com/next');
    expect(seen).toEqual(['/start?key=VALUE Bearer VALUE', '/next Bearer VALUE']);
    expect(JSON.stringify(run.log())).not.toContain('VALUE');

    turnTo = 'http://evil.example.com/';
    expect((await errorOf(run.request(requestFor('http://api.example.com/'), NEVER))).code).toBe('DENIED');
    await broker.close();
    await host.close();
  });

  it('judges the headers it put in, and refuses with its own words or without any', async () => {
    const { broker } = openTestBroker({ names });
    const outcomes = [
      () => ({ url: 'http://api.example.com/', headers: [['X-A', 'VALUE\r\nX-B: b']] as const, body: null }),
      () => ({ url: 'http://api.example.com/', headers: [['Host', 'VALUE']] as const, body: null }),
      () => ({ url: 'http://api.example.com/', headers: [], body: new Uint8Array(5 * 1024 * 1024) }),
      () => {
        throw new Error('VALUE at /srv/secret/path.ts:1');
      },
    ];
    const errors = await Promise.all(
      outcomes.map((rewrite) =>
        errorOf(
          broker
            .openRun({ runId: 'run', userId: 'user', requestRewriter: { rewrite } })
            .request(requestFor('http://api.example.com/'), NEVER),
        ),
      ),
    );
    await broker.close();
    expect(errors.map(({ code }) => code)).toEqual(['BAD_REQUEST', 'DENIED', 'LIMIT', 'RESET']);
    expect(errors.map(({ message }) => message).join(' ')).not.toMatch(/VALUE|path\.ts/);
  });
});
