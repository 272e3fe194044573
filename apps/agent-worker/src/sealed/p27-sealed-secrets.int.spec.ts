import { gzipSync } from 'node:zlib';
import { secretBindingSchema } from '@cloakroom/contracts';
import type { EgressRequest, HeaderList } from '@cloakroom/sandbox';
import { createEgressBroker } from '../egress/egress-broker.js';
import type { EgressBroker, RunEgress } from '../egress/egress.types.js';
import { type PlayedHost, errorOf, playHttp, readText, requestFor } from '../egress/testing/egress-test-kit.js';
import { createPlaceholder } from './placeholder.js';
import { type CarriedValues, SecretCarrier, type SecretStanding } from './secret-carrier.js';

const value = `s€cret/"+ ${Math.random().toString(36).slice(2)}&=%`;
const placeholder = createPlaceholder();
const exposed = 'exposed-value-7f3a91';
const P = placeholder;
const never = new AbortController().signal;

interface Received {
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

let host: PlayedHost;
let broker: EgressBroker;
let run: RunEgress;
let received: Received[];
let answer: { status?: number; headers?: Record<string, string>; body: string | Buffer };

beforeAll(async () => {
  host = await playHttp((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
    });
  });
  const names = [
    'api.example.com',
    'eu.api.example.com',
    'evil-api.example.com',
    'api.example.com.evil.test',
    'other.test',
  ];
  broker = createEgressBroker({ hostOverrides: new Map(names.map((name) => [name, host.origin])) });
});

afterAll(async () => {
  await broker.close();
  await host.close();
});

beforeEach(() => {
  received = [];
  answer = { body: 'ok' };
});

afterEach(() => run.close());

function open(...bindings: { host: string; pathPrefix?: string; place?: string; headerName?: string }[]): void {
  const sealed = [
    { name: 'TOKEN', value, placeholder, bindings: bindings.map((binding) => secretBindingSchema.parse(binding)) },
  ];
  const requestRewriter = carrierOf({ sealed, exposed: [{ name: 'OPEN', value: exposed }], former: [] });
  run = broker.openRun({ runId: 'run', userId: 'user', requestRewriter });
}

/** Secrets that stay as they are. */
function carrierOf(values: CarriedValues, withheld: () => ReadonlySet<string> = () => new Set()): SecretCarrier {
  const look = (): Promise<() => SecretStanding> => Promise.resolve(() => 'same');
  return new SecretCarrier({ current: () => values, withheld, look, refresh: () => Promise.resolve() });
}

const bytes = (text: string): Uint8Array => Buffer.from(text);
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
const decoded = (text: string | string[] | undefined): string =>
  Buffer.from(String(text).replace(/^Basic /, ''), 'base64').toString();
const latin1 = (text: string | string[] | undefined): string => Buffer.from(String(text), 'latin1').toString();
const api = 'https://api.example.com/v2/items';
const typed = (type: string, ...more: HeaderList): HeaderList => [['Content-Type', type], ...more];

describe('a sealed secret on its way to a host that it is bound to', () => {
  beforeEach(() => open({ host: 'api.example.com' }));

  it.each<[string, Partial<EgressRequest> & { url?: string }, (seen: Received) => unknown, unknown]>([
    [
      'a Bearer header',
      { headers: [['Authorization', `Bearer ${P}`]] },
      (seen) => latin1(seen.headers.authorization),
      `Bearer ${value}`,
    ],
    ['a header of its own', { headers: [['X-Api-Key', P]] }, (seen) => latin1(seen.headers['x-api-key']), value],
    [
      'a Basic password',
      { headers: [['Authorization', basic(`user:${P}`)]] },
      (seen) => decoded(seen.headers.authorization),
      `user:${value}`,
    ],
    [
      'a Basic user',
      { headers: [['Authorization', basic(`${P}:`)]] },
      (seen) => decoded(seen.headers.authorization),
      `${value}:`,
    ],
    [
      'the query',
      { url: `${api}?key=${P}&a=1` },
      (seen) => [...new URL(seen.url, api).searchParams],
      [
        ['key', value],
        ['a', '1'],
      ],
    ],
    ['the path', { url: `${api}/${P}/x` }, (seen) => decodeURIComponent(seen.url.split('/')[3] ?? ''), value],
    [
      'JSON',
      { method: 'POST', headers: typed('application/json'), body: bytes(JSON.stringify({ key: P, list: [`a ${P}`] })) },
      (seen) => JSON.parse(seen.body) as unknown,
      { key: value, list: [`a ${value}`] },
    ],
    [
      'base64 in JSON',
      {
        method: 'POST',
        headers: typed('application/json'),
        body: bytes(JSON.stringify({ auth: Buffer.from(P).toString('base64') })),
      },
      (seen) => decoded((JSON.parse(seen.body) as { auth: string }).auth),
      value,
    ],
    [
      'a form',
      { method: 'POST', headers: typed('application/x-www-form-urlencoded'), body: bytes(`a=1&key=${P}`) },
      (seen) => new URLSearchParams(seen.body).get('key'),
      value,
    ],
    [
      'multipart',
      { method: 'POST', headers: typed('multipart/form-data; boundary=b'), body: bytes(`--b\r\n\r\n${P}\r\n--b--`) },
      (seen) => seen.body,
      `--b\r\n\r\n${value}\r\n--b--`,
    ],
    [
      'plain text',
      { method: 'PUT', headers: typed('text/plain'), body: bytes(`<${P}>`) },
      (seen) => seen.body,
      `<${value}>`,
    ],
  ])('is filled in in %s', async (_place, request, read, expected) => {
    const response = await run.request(requestFor(request.url ?? api, request), never);
    await readText(response);
    expect(received).toHaveLength(1);
    const [seen] = received;
    if (seen === undefined) throw new TypeError('Nothing came.');
    expect(read(seen)).toEqual(expected);
    expect(JSON.stringify(seen)).not.toContain(P);
    expect(run.log()).toMatchObject([{ host: 'api.example.com', secrets: [{ name: 'TOKEN', mode: 'sealed' }] }]);
    expect(JSON.stringify(run.log())).not.toContain(value);
  });
});

describe('P27: a sealed secret on its way to somewhere else', () => {
  const bound = [{ host: 'api.example.com', pathPrefix: '/v2', place: 'header', headerName: 'Authorization' }];
  const header: HeaderList = [['Authorization', `Bearer ${P}`]];
  const hex = Buffer.from(P).toString('hex');

  it.each<[string, string, Partial<EgressRequest>]>([
    ['another host, in a header', 'https://other.test/v2', { headers: header }],
    ['another host, in the query', `https://other.test/v2?k=${P}`, {}],
    ['another host, in the path', `https://other.test/v2/${P}`, {}],
    ['another host, in the body', 'https://other.test/v2', { method: 'POST', body: bytes(P) }],
    [
      'another host, in base64',
      'https://other.test/v2',
      { headers: [['X', Buffer.from(`ab${P}`).toString('base64')]] },
    ],
    ['another host, in base64 of the body', 'https://other.test/', { method: 'POST', body: bytes(btoa(`${P}x`)) }],
    ['another host, in hex', `https://other.test/${hex}`, {}],
    ['another host, reversed', `https://other.test/${[...P].reverse().join('')}`, {}],
    ['another host, percent for every byte', `https://other.test/?q=${hex.replace(/../g, '%$&')}`, {}],
    ['a name below it', 'https://eu.api.example.com/v2', { headers: header }],
    ['a name that ends like it', 'https://evil-api.example.com/v2', { headers: header }],
    ['a name that begins like it', 'https://api.example.com.evil.test/v2', { headers: header }],
    ['its host over HTTP', 'http://api.example.com/v2', { headers: header }],
    ['its host at another port', 'https://api.example.com:8443/v2', { headers: header }],
    ['another path', 'https://api.example.com/v20', { headers: header }],
    ['a path that leads out', 'https://api.example.com/v2/../v1', { headers: header }],
    ['an encoded path that leads out', 'https://api.example.com/v2/%2e%2e/v1', { headers: header }],
    ['another header', 'https://api.example.com/v2', { headers: [['X-Copy', P]] }],
    ['the query of its host', `https://api.example.com/v2?k=${P}`, {}],
    ['the body of its host', 'https://api.example.com/v2', { method: 'POST', body: bytes(P) }],
  ])('is kept back from %s, and the user is told', async (_place, url, request) => {
    open(...bound);
    const error = await errorOf(run.request(requestFor(url, request), never));
    expect(error.code).toBe('DENIED');
    expect(error.message).toContain('TOKEN');
    expect(error.message).toContain('api.example.com/v2 (authorization)');
    expect(error.message).not.toContain(value);
    expect(received).toEqual([]);
    expect(run.log()).toMatchObject([{ errorCode: 'DENIED', secrets: [{ name: 'TOKEN', mode: 'sealed' }] }]);
  });

  it('does not follow a redirect to another host', async () => {
    open({ host: 'api.example.com' });
    answer = { status: 307, headers: { location: 'https://other.test/' }, body: '' };
    const sent = requestFor(api, { method: 'POST', headers: [['X-Key', P]], body: bytes('a') });
    expect((await errorOf(run.request(sent, never))).code).toBe('DENIED');
    expect(received).toHaveLength(1);
  });

  it('is bound to every name below a wildcard, and not to the name itself', async () => {
    open({ host: '*.example.com' });
    await run.request(requestFor('https://eu.api.example.com/', { headers: header }), never);
    expect(latin1(received[0]?.headers.authorization)).toBe(`Bearer ${value}`);
    await run.close();
    open({ host: '*.api.example.com' });
    expect((await errorOf(run.request(requestFor(api, { headers: header }), never))).code).toBe('DENIED');
  });

  it('is told apart where it stands in an encoding that cannot be filled in', async () => {
    open({ host: 'api.example.com' });
    const error = await errorOf(run.request(requestFor(`${api}/${hex}`), never));
    expect(error).toMatchObject({ code: 'DENIED' });
    expect(error.message).toContain('encoding');
  });
});

describe('an answer that echoes a sealed value', () => {
  const echo = JSON.stringify({ seen: value, again: Buffer.from(value).toString('base64') });

  it.each([
    ['as it is', echo, {}, true],
    ['compressed', gzipSync(echo), { 'content-encoding': 'gzip' }, true],
    ['compressed, for code that would undo it itself', gzipSync(echo), { 'content-encoding': 'gzip' }, false],
  ])('has the placeholder instead: %s', async (_kind, body, headers, decompress) => {
    open({ host: 'api.example.com' });
    answer = {
      body,
      headers: { ...headers, 'x-echo': encodeURIComponent(value), 'content-length': String(body.length) },
    };
    const response = await run.request(requestFor(api, { headers: [['X-Key', P]], decompress }), never);
    const text = await readText(response);
    expect(text).toContain(P);
    expect(text).not.toContain(Buffer.from(value).toString('base64').slice(0, 16));
    expect(text).not.toContain(value.slice(0, 8));
    expect(response.headers).toContainEqual(['x-echo', P]);
    expect(response.headers.map(([name]) => name)).not.toContain('content-length');
    if (!decompress) expect(response.headers.map(([name]) => name)).not.toContain('content-encoding');
  });

  it('is refused when it cannot be searched', async () => {
    open({ host: 'api.example.com' });
    answer = { body: 'x', headers: { 'content-encoding': 'compress' } };
    const response = await run.request(requestFor(api, { headers: [['X-Key', P]] }), never);
    expect((await errorOf(readText(response))).code).toBe('DENIED');
  });
});

describe('an exposed value in a request', () => {
  it('is noted with its place, and nothing is changed', async () => {
    open({ host: 'api.example.com' });
    const headers: HeaderList = [['Authorization', `Bearer ${exposed}`]];
    await run.request(requestFor(`https://other.test/?k=${encodeURIComponent(exposed)}`, { headers }), never);
    expect(received[0]?.headers.authorization).toBe(`Bearer ${exposed}`);
    expect(run.log()[0]?.secrets).toEqual([
      { name: 'OPEN', place: 'query', headerName: null, mode: 'exposed' },
      { name: 'OPEN', place: 'header', headerName: 'authorization', mode: 'exposed' },
    ]);
  });
});

describe('a secret that the call under way may not use', () => {
  it.each([
    ['TOKEN', placeholder],
    ['OPEN', exposed],
  ])('%s is let out nowhere, also from where an earlier call kept it', async (name, kept) => {
    const bindings = [secretBindingSchema.parse({ host: 'api.example.com' })];
    const sealed = [{ name: 'TOKEN', value, placeholder, bindings }];
    const withheld = new Set<string>();
    const values = { sealed, exposed: [{ name: 'OPEN', value: exposed }], former: [] };
    const requestRewriter = carrierOf(values, () => withheld);
    run = broker.openRun({ runId: 'run', userId: 'user', requestRewriter });
    const headers: HeaderList = [['Authorization', `Bearer ${kept}`]];
    await run.request(requestFor(api, { headers }), never);
    withheld.add(name);
    const error = await errorOf(run.request(requestFor(api, { headers }), never));
    expect(error).toMatchObject({
      code: 'DENIED',
      message: expect.stringContaining(`${name} was kept back`) as unknown,
    });
    expect(received).toHaveLength(1);
  });
});
