import type { Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { type SecretHostBinding, secretBindingSchema } from '@cloakroom/contracts';
import type { HeaderList } from '@cloakroom/sandbox';
import type { RunEgress } from '../egress/egress.types.js';
import {
  NEVER,
  type PlayedHost,
  type TestBroker,
  errorOf,
  openTestBroker,
  playTcp,
  readBody,
  readText,
  requestFor,
} from '../egress/testing/egress-test-kit.js';
import { createPlaceholder } from './placeholder.js';
import { type CarriedSecrets, type CarriedValues, SecretCarrier, type SecretStanding } from './secret-carrier.js';

const values = { plain: 'sk_live_9aK3mZ7qL2xV5', foreign: 's€crét/"+ 8f3kq92mdk&=%' };
const P = createPlaceholder();
const api = 'https://api.example.com/v2/items';
const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8');

/** Secrets that a test may change under a run. */
class PlayedSecrets implements CarriedSecrets {
  standing: SecretStanding = 'same';
  withheldNames: ReadonlySet<string> = new Set();

  constructor(public values: CarriedValues) {}

  current(): CarriedValues {
    return this.values;
  }

  withheld(): ReadonlySet<string> {
    return this.withheldNames;
  }

  look(): Promise<() => SecretStanding> {
    return Promise.resolve(() => this.standing);
  }

  refresh(): Promise<void> {
    return Promise.resolve();
  }
}

let host: PlayedHost;
let answer: (socket: Socket, request: string) => void;
let received: string[];
let net: TestBroker;
let run: RunEgress;

beforeAll(async () => {
  host = await playTcp((socket) => {
    let request = '';
    socket.on('data', (chunk) => {
      request += chunk.toString('latin1');
      if (!request.includes('\r\n\r\n')) return;
      received.push(request);
      answer(socket, request);
      request = '';
    });
  });
  const overridden = ['api.example.com', 'other.test'].map((name) => [name, host.origin] as const);
  net = openTestBroker({ hostOverrides: new Map(overridden) });
});

afterAll(async () => {
  await net.broker.close();
  await host.close();
});

beforeEach(() => {
  received = [];
});

afterEach(() => run.close());

const bound = (...hosts: { host: string; pathPrefix?: string }[]): SecretHostBinding[] =>
  hosts.map((binding) => secretBindingSchema.parse(binding));

function open(value: string, bindings = bound({ host: 'api.example.com' })): PlayedSecrets {
  const sealed = [{ name: 'TOKEN', value, placeholder: P, bindings }];
  const secrets = new PlayedSecrets({ sealed, exposed: [], former: [] });
  run = net.broker.openRun({ runId: 'run', userId: 'user', requestRewriter: new SecretCarrier(secrets) });
  return secrets;
}

/** Answers with a head and a body as they stand, and closes. */
function answerWith(head: readonly (string | Buffer)[], body: Buffer): void {
  const lines = ['HTTP/1.1 200 OK', ...head, 'connection: close', ''];
  const bytes = lines.map((line) => Buffer.concat([typeof line === 'string' ? utf8(line) : line, utf8('\r\n')]));
  answer = (socket) => socket.end(Buffer.concat([...bytes, body]));
}

const asked = (): HeaderList => [['X-Key', P]];
const chunk = (bytes: Buffer): Buffer => Buffer.concat([utf8(`${bytes.length.toString(16)}\r\n`), bytes, utf8('\r\n')]);

describe.each(Object.entries(values))('an answer with a %s value', (_kind, value) => {
  const zipped: [string, string, Buffer][] = [
    ['gzip', 'gzip', gzipSync(value)],
    ['GZip in capitals', ' GZip ', gzipSync(value)],
    ['two members', 'gzip', Buffer.concat([gzipSync(value.slice(0, 7)), gzipSync(value.slice(7))])],
    ['br', 'br', brotliCompressSync(utf8(value))],
    ['deflate', 'deflate', deflateSync(value)],
    ['deflate without its head', 'deflate', deflateRawSync(value)],
    ['zstd', 'zstd', zstdCompressSync(utf8(value))],
    ['gzip twice', 'gzip, gzip', gzipSync(gzipSync(value))],
  ];

  it.each(zipped)('is searched behind Content-Encoding: %s', async (_name, coding, body) => {
    open(value);
    answerWith([`content-encoding: ${coding}`], body);
    expect(await readText(await run.request(requestFor(api, { headers: asked() }), NEVER))).toBe(P);
  });

  it.each(zipped)('is searched behind Transfer-Encoding: %s', async (_name, coding, body) => {
    open(value);
    answerWith([`transfer-encoding: ${coding}, chunked`], Buffer.concat([chunk(body), utf8('0\r\n\r\n')]));
    const response = await run.request(requestFor(api, { headers: asked(), decompress: false }), NEVER);
    expect(await readText(response)).toBe(P);
    expect(response.headers.map(([name]) => name)).not.toContain('transfer-encoding');
  });

  it('is searched across chunks of one byte', async () => {
    open(value);
    const chunks = [...utf8(`<${value}>`)].map((byte) => chunk(Buffer.of(byte)));
    answerWith(['transfer-encoding: chunked'], Buffer.concat([...chunks, utf8('0\r\n\r\n')]));
    expect(await readText(await run.request(requestFor(api, { headers: asked() }), NEVER))).toBe(`<${P}>`);
  });

  it.each([
    ['as bytes of UTF-8', utf8(value)],
    ['in base64', utf8(btoa(utf8(value).toString('latin1')))],
    ['in percent', utf8(encodeURIComponent(value))],
  ])('is searched in the values of headers: %s', async (_name, bytes) => {
    open(value);
    const names = ['set-cookie', 'etag', 'retry-after', 'link', 'x-echo', 'www-authenticate'];
    answerWith(
      names.map((name) => Buffer.concat([utf8(`${name}: a=`), bytes])),
      utf8('ok'),
    );
    const { headers } = await run.request(requestFor(api, { headers: asked() }), NEVER);
    const seen = headers
      .filter(([name]) => names.includes(name))
      .map(([name, text]) => [name, text.replace(/=+$/, '')]);
    expect(seen).toEqual(names.map((name) => [name, `a=${P}`]));
  });

  it('is searched in names of headers, and has no reason phrase, interim answers or trailers', async () => {
    open(value);
    const hex = utf8(value).toString('hex');
    answer = (socket) =>
      socket.end(
        Buffer.concat([
          utf8(`HTTP/1.1 103 ${hex}\r\nlink: ${hex}\r\n\r\nHTTP/1.1 200 ${value}\r\n`),
          utf8(`${hex}: 1\r\ntransfer-encoding: chunked\r\n\r\n`),
          chunk(utf8('ok')),
          utf8(`0\r\nx-late: ${hex}\r\n\r\n`),
        ]),
      );
    const response = await run.request(requestFor(api, { headers: asked() }), NEVER);
    const body = (await readBody(response.body)).toString();
    expect({ ...response, body }).toMatchObject({ statusText: 'OK', body: 'ok', headers: [[P, '1']] });
  });

  it.each([
    ['to a bound host: only the placeholder is told', 'api.example.com', `https://api.example.com/there?k=${P}`],
    ['to another host: nothing goes there', 'other.test', null],
  ])('sends nobody on with the value in a Location %s', async (_name, next, url) => {
    open(value);
    answer = (socket, request) => {
      const isFirst = request.startsWith('GET /v2/items ');
      const head = isFirst ? `302 x\r\nlocation: https://${next}/there?k=${encodeURIComponent(value)}` : '200 OK';
      socket.end(`HTTP/1.1 ${head}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
    };
    const response = run.request(requestFor(api, { headers: asked() }), NEVER);
    if (url === null) expect((await errorOf(response)).code).toBe('DENIED');
    else expect((await response).url).toBe(url);
    expect(received).toHaveLength(url === null ? 1 : 2);
  });

  it.each([
    ['deleted', (secrets: PlayedSecrets) => (secrets.values = { sealed: [], exposed: [], former: [] })],
    [
      'changed',
      ({ values: { sealed } }: PlayedSecrets) => sealed.map((secret) => ({ ...secret, value: 'another-value-9f1d77' })),
    ],
    [
      'bound elsewhere',
      ({ values: { sealed } }: PlayedSecrets) =>
        sealed.map((secret) => ({ ...secret, bindings: bound({ host: 'other.test' }) })),
    ],
  ])('hides the value of a secret that was %s before the host answered', async (_name, change) => {
    const secrets = open(value);
    answer = (socket) => {
      const sealed = change(secrets);
      if (Array.isArray(sealed)) secrets.values = { sealed, exposed: [], former: [] };
      socket.end(Buffer.concat([utf8('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n'), utf8(value)]));
    };
    expect(await readText(await run.request(requestFor(api, { headers: asked() }), NEVER))).toBe(P);
    expect(received).toHaveLength(1);
  });
});

describe('a path that some server reads as one outside the bound folder', () => {
  it.each([
    '..%2fadmin',
    '..%2Fadmin',
    '%2e%2e%2fadmin',
    '..%5cadmin',
    '%252e%252e%252fadmin',
    'a/..;/..;/admin',
    '..%3b/admin',
  ])('%s is refused', async (path) => {
    open(values.plain, bound({ host: 'api.example.com', pathPrefix: '/v2' }));
    const error = await errorOf(
      run.request(requestFor(`https://api.example.com/v2/${path}`, { headers: asked() }), NEVER),
    );
    expect(error.code).toBe('DENIED');
    expect(received).toEqual([]);
  });

  it('and dots that lead nowhere are not', async () => {
    open(values.plain, bound({ host: 'api.example.com', pathPrefix: '/v2' }));
    answerWith([], utf8('ok'));
    const url = 'https://api.example.com/v2/a..b/...%2fc/compare/v1...v2';
    expect(await readText(await run.request(requestFor(url, { headers: asked() }), NEVER))).toBe('ok');
  });
});

describe.each([
  ['withheld', (secrets: PlayedSecrets) => (secrets.withheldNames = new Set(['OPEN']))],
  ['revoked', (secrets: PlayedSecrets) => (secrets.standing = 'gone')],
  [
    'replaced',
    (secrets: PlayedSecrets) => (secrets.values = { sealed: [], exposed: [], former: secrets.values.exposed }),
  ],
])('a value that the program kept and that is %s', (_kind, change) => {
  const kept = 'Kept-Value7f3a91';
  const hex = utf8(kept).toString('hex');

  it.each([
    ['in the name of a host', `https://${kept}.evil.test/`, []],
    ['in the name of a host, in hex', `https://a.${hex}.evil.test/`, []],
    ['in the name of a header', 'https://other.test/', [[kept, '1']]],
    ['in the name of a header, in hex', 'https://other.test/', [[`X-${hex}`, '1']]],
  ] satisfies [string, string, HeaderList][])(
    'is refused %s, before any name server hears of it',
    async (_where, url, headers) => {
      const secrets = new PlayedSecrets({ sealed: [], exposed: [{ name: 'OPEN', value: kept }], former: [] });
      run = net.broker.openRun({ runId: 'run', userId: 'user', requestRewriter: new SecretCarrier(secrets) });
      change(secrets);
      const before = net.lookups.length;
      const error = await errorOf(run.request(requestFor(url, { headers }), NEVER));
      expect(error.code).toBe('DENIED');
      expect(error.message).toContain('OPEN');
      expect(error.message.toLowerCase()).not.toContain(kept.toLowerCase());
      expect(net.lookups.slice(before)).toEqual([]);
      expect(received).toEqual([]);
      expect(run.log()).toMatchObject([{ errorCode: 'DENIED', secrets: [{ name: 'OPEN', mode: 'exposed' }] }]);
    },
  );
});
