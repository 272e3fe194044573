import { jest } from '@jest/globals';
import {
  errorOf,
  NEVER,
  openTestBroker,
  playHttp,
  playHttps,
  playTcp,
  readText,
  requestFor,
  type PlayedHost,
} from './testing/egress-test-kit.js';
import { TEST_TLS } from './testing/tls.fixture.js';
import { createEgressBroker } from './egress-broker.js';

const PUBLIC = '93.184.216.34';
const OTHER_PUBLIC = '93.184.216.35';

describe('egress connections', () => {
  const hosts: PlayedHost[] = [];
  const play = async (host: Promise<PlayedHost>): Promise<PlayedHost> => {
    hosts.push(await host);
    return host;
  };
  afterEach(async () => {
    await Promise.all(hosts.splice(0).map((host) => host.close()));
  });

  it('P23: looks a name up once and connects to what was judged, whatever the resolver says next', async () => {
    const host = await play(playHttp((_request, response) => void response.end('public')));
    const { broker, lookups, dialled } = openTestBroker({
      names: { 'rebind.example.com': [[PUBLIC], ['127.0.0.1']] },
      port: host.port,
    });
    const run = broker.openRun({ runId: 'run', userId: 'user' });
    const first = await run.request(requestFor('http://rebind.example.com/'), NEVER);
    const second = await run.request(requestFor('http://rebind.example.com/again'), NEVER);
    expect([await readText(first), await readText(second)]).toEqual(['public', 'public']);
    await broker.close();
    expect(lookups).toEqual(['rebind.example.com']);
    expect(new Set(dialled)).toEqual(new Set([`${PUBLIC}:80`]));
  });

  it('judges again when the judgement is older than a minute', async () => {
    const host = await play(playHttp((_request, response) => void response.end('public')));
    let now = 0;
    const { broker } = openTestBroker({
      names: { 'rebind.example.com': [[PUBLIC], ['127.0.0.1']] },
      port: host.port,
      clock: { now: () => now },
    });
    const run = broker.openRun({ runId: 'run', userId: 'user' });
    await readText(await run.request(requestFor('http://rebind.example.com/'), NEVER));
    now = 61_000;
    const error = await errorOf(run.request(requestFor('http://rebind.example.com/'), NEVER));
    await broker.close();
    expect(error.code).toBe('DENIED');
  });

  it('looks a name up once for requests made at the same time', async () => {
    const host = await play(playHttp((_request, response) => void response.end('ok')));
    const { broker, lookups } = openTestBroker({ names: { 'api.example.com': [[PUBLIC]] }, port: host.port });
    const run = broker.openRun({ runId: 'run', userId: 'user' });
    const requests = Array.from({ length: 5 }, () => run.request(requestFor('http://api.example.com/'), NEVER));
    const texts = await Promise.all((await Promise.all(requests)).map(readText));
    await broker.close();
    expect(texts).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
    expect(lookups).toEqual(['api.example.com']);
  });

  it('hands every judged address to the connection, in the order of the look-up', async () => {
    const host = await play(playHttp((_request, response) => void response.end()));
    const { broker, dialled } = openTestBroker({
      names: { 'api.example.com': [[PUBLIC, OTHER_PUBLIC]] },
      port: host.port,
    });
    const run = broker.openRun({ runId: 'run', userId: 'user' });
    await run.request(requestFor('http://api.example.com:8080/'), NEVER);
    await broker.close();
    expect(dialled).toEqual([`${PUBLIC} ${OTHER_PUBLIC}:8080`]);
  });

  it.each([
    ['http://93.184.216.34/', '93.184.216.34:80'],
    ['http://[2606:4700:0:0::6810:84E5]:8080/', '2606:4700::6810:84e5:8080'],
  ])('connects to a public address given as it is: %s', async (url, connection) => {
    const host = await play(playHttp((_request, response) => void response.end('ok')));
    const { broker, lookups, dialled } = openTestBroker({ port: host.port });
    const response = await broker.openRun({ runId: 'run', userId: 'user' }).request(requestFor(url), NEVER);
    expect(await readText(response)).toBe('ok');
    await broker.close();
    expect({ lookups, dialled }).toEqual({ lookups: [], dialled: [connection] });
  });

  it('gives up connections that are being made when the run is closed', async () => {
    const mute = await play(playTcp((socket) => void socket.resume()));
    const { broker, dialled } = openTestBroker({ names: { 'api.example.com': [[PUBLIC]] }, port: mute.port });
    const run = broker.openRun({ runId: 'run', userId: 'user' });
    const pending = errorOf(run.request(requestFor('https://api.example.com/'), NEVER));
    const isOpen = new Promise<boolean>((resolve) => {
      mute.onNextClose(() => {
        resolve(false);
      });
    });
    while (mute.connections() === 0) await new Promise((resolve) => setImmediate(resolve));
    await run.close();
    expect((await pending).code).toBe('ABORTED');
    expect(await isOpen).toBe(false);
    expect(dialled).toHaveLength(1);
    await broker.close();
  });

  it('reuses a connection within a run, and never across runs', async () => {
    const host = await play(playHttp((_request, response) => void response.end('ok')));
    const { broker } = openTestBroker({ names: { 'api.example.com': [[PUBLIC]] }, port: host.port });
    const once = async (run: ReturnType<typeof broker.openRun>): Promise<string> =>
      readText(await run.request(requestFor('http://api.example.com/'), NEVER));
    const first = broker.openRun({ runId: 'one', userId: 'user' });
    await once(first);
    await new Promise((resolve) => setImmediate(resolve));
    await once(first);
    expect(host.connections()).toBe(1);
    await once(broker.openRun({ runId: 'two', userId: 'user' }));
    expect(host.connections()).toBe(2);
    await broker.close();
  });

  it('keeps the TLS name, and refuses a certificate of another name or of nobody it trusts', async () => {
    const host = await play(
      playHttps((request, response) => void response.end(`host ${String(request.headers.host)}`)),
    );
    const names = { 'api.secure.test': [[PUBLIC]], 'api.other.test': [[PUBLIC]] };
    const trusting = openTestBroker({ names, port: host.port, trustedCa: TEST_TLS.cert });
    const run = trusting.broker.openRun({ runId: 'run', userId: 'user' });
    const answer = await run.request(requestFor('https://api.secure.test/'), NEVER);
    expect(await readText(answer)).toBe('host api.secure.test');
    expect(trusting.dialled).toEqual([`${PUBLIC}:443`]);
    const otherName = await errorOf(run.request(requestFor('https://api.other.test/'), NEVER));
    expect({ code: otherName.code, message: otherName.message }).toEqual({
      code: 'TLS',
      message:
        'No secure connection to "api.other.test" could be made: its certificate is for another host name. Certificates are always checked.',
    });
    await trusting.broker.close();

    const wary = openTestBroker({ names, port: host.port });
    const untrusted = await errorOf(
      wary.broker.openRun({ runId: 'run', userId: 'user' }).request(requestFor('https://api.secure.test/'), NEVER),
    );
    await wary.broker.close();
    expect(untrusted.code).toBe('TLS');
  });

  it('says what is wrong with the network', async () => {
    const plain = await play(playHttp((_request, response) => void response.end()));
    const silent = await play(playTcp((socket) => void socket.end()));
    const closed = await playTcp(() => undefined);
    await closed.close();
    const codeFor = async (port: number, url: string): Promise<string> => {
      const { broker } = openTestBroker({ names: { 'api.example.com': [[PUBLIC]] }, port });
      const run = broker.openRun({ runId: 'run', userId: 'user' });
      const { code } = await errorOf(run.request(requestFor(url), NEVER));
      await broker.close();
      return code;
    };
    expect(await codeFor(plain.port, 'https://api.example.com/')).toBe('TLS');
    expect(await codeFor(silent.port, 'http://api.example.com/')).toBe('RESET');
    expect(await codeFor(closed.port, 'http://api.example.com/')).toBe('CONNECT_REFUSED');
  });

  it('asks no proxy, whatever the environment says', async () => {
    const proxy = await play(playHttp((_request, response) => void response.end('through the proxy')));
    const host = await play(playHttp((_request, response) => void response.end('direct')));
    const proxied = Object.fromEntries(
      ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'].map((name) => [
        name,
        proxy.origin,
      ]),
    );
    const replaced = jest.replaceProperty(process, 'env', { ...proxied, NODE_USE_ENV_PROXY: '1' });
    const { broker } = openTestBroker({ names: { 'api.example.com': [[PUBLIC]] }, port: host.port });
    const run = broker.openRun({ runId: 'run', userId: 'user' });
    const text = await readText(await run.request(requestFor('http://api.example.com/'), NEVER));
    await broker.close();
    replaced.restore();
    expect(text).toBe('direct');
    expect(proxy.connections()).toBe(0);
  });

  it('ends a look-up and a connection that take too long', async () => {
    const stuck = createEgressBroker({
      limits: { connectTimeoutMs: 50 },
      resolver: { resolve: () => new Promise(() => undefined) },
    });
    const lookup = await errorOf(
      stuck.openRun({ runId: 'run', userId: 'user' }).request(requestFor('https://slow.example.com/'), NEVER),
    );
    await stuck.close();
    expect(lookup.code).toBe('DNS');

    const mute = await play(playTcp(() => undefined));
    const { broker } = openTestBroker({
      names: { 'api.example.com': [[PUBLIC]] },
      port: mute.port,
      limits: { connectTimeoutMs: 50 },
    });
    const handshake = await errorOf(
      broker.openRun({ runId: 'run', userId: 'user' }).request(requestFor('https://api.example.com/'), NEVER),
    );
    await broker.close();
    expect(handshake.code).toBe('CONNECT_TIMEOUT');
  });
});

describe('host overrides', () => {
  it('sends any scheme and port of the name to the played host, with the original Host, and nothing else', async () => {
    const seen: string[] = [];
    const host = await playHttp((request, response) => {
      seen.push(`${String(request.headers.host)} ${String(request.url)}`);
      response.end('played');
    });
    const { broker, lookups, dialled } = openTestBroker({ hostOverrides: new Map([['api.x.com', host.origin]]) });
    const run = broker.openRun({ runId: 'run', userId: 'user' });
    const urls = [
      'https://api.x.com/2/tweets?query=@CreaoAI',
      'http://API.X.COM/',
      'https://api.x.com:8443/a',
      'https://api.x.com./b',
    ];
    for (const url of urls) {
      const response = await run.request(requestFor(url), NEVER);
      expect(await readText(response)).toBe('played');
    }
    expect((await run.request(requestFor(urls[0] ?? ''), NEVER)).url).toBe('https://api.x.com/2/tweets?query=@CreaoAI');
    const other = await errorOf(run.request(requestFor('https://sub.api.x.com/'), NEVER));
    await broker.close();
    await host.close();
    expect(other.code).toBe('DNS');
    expect(seen.slice(0, 4)).toEqual([
      'api.x.com /2/tweets?query=@CreaoAI',
      'api.x.com /',
      'api.x.com:8443 /a',
      'api.x.com /b',
    ]);
    expect({ lookups, dialled }).toEqual({ lookups: ['sub.api.x.com'], dialled: [] });
  });

  it('judges a redirect of a played host again', async () => {
    const host = await playHttp((_request, response) => {
      response.writeHead(302, { location: `http://127.0.0.1:${host.port}/inside` }).end();
    });
    const { broker } = openTestBroker({ hostOverrides: new Map([['api.x.com', host.origin]]) });
    const run = broker.openRun({ runId: 'run', userId: 'user' });
    const error = await errorOf(run.request(requestFor('https://api.x.com/'), NEVER));
    await broker.close();
    await host.close();
    expect(error.code).toBe('DENIED');
  });

  it.each([
    ['an address instead of a name', '127.0.0.1', 'http://127.0.0.1:4010'],
    ['a name with a port', 'api.x.com:443', 'http://127.0.0.1:4010'],
    ['a URL instead of a name', 'https://api.x.com', 'http://127.0.0.1:4010'],
    ['a target that is not loopback', 'api.x.com', 'http://10.0.0.1:4010'],
    ['a target without a port', 'api.x.com', 'http://127.0.0.1'],
    ['a target with a path', 'api.x.com', 'http://127.0.0.1:4010/path'],
    ['an https target', 'api.x.com', 'https://127.0.0.1:4010'],
  ])('refuses %s at start', (_what, host, target) => {
    expect(() => createEgressBroker({ hostOverrides: new Map([[host, target]]) })).toThrow(/Host override/);
  });
});

describe("the operator's policy", () => {
  const codeFor = async (url: string, allowHosts: string[], denyHosts: string[]): Promise<string> => {
    const { broker } = openTestBroker({ allowHosts, denyHosts });
    const run = broker.openRun({ runId: 'run', userId: 'user' });
    const { code } = await errorOf(run.request(requestFor(url), NEVER));
    await broker.close();
    return code;
  };

  it.each([
    ['https://api.example.com/', ['api.example.com'], [], 'DNS'],
    ['https://API.example.com./', ['api.example.com'], [], 'DNS'],
    ['https://a.b.example.com/', ['*.example.com'], [], 'DNS'],
    ['https://example.com/', ['*.example.com'], [], 'DENIED'],
    ['https://badexample.com/', ['*.example.com', 'example.com'], [], 'DENIED'],
    ['https://example.com.evil.org/', ['example.com'], [], 'DENIED'],
    ['https://api.example.com/', [], ['*.example.com'], 'DENIED'],
    ['https://api.example.com/', ['api.example.com'], ['api.example.com'], 'DENIED'],
    ['https://xn--bcher-kva.example/', [], ['bücher.example'], 'DENIED'],
    ['http://127.0.0.1/', ['127.0.0.1'], [], 'DENIED'],
  ])('%s with allowed %j and denied %j is %s', async (url, allowed, denied, code) => {
    expect(await codeFor(url, allowed, denied)).toBe(code);
  });

  it.each(['*', '*.', 'https://example.com', 'a b', '', '*.*.com'])('refuses the pattern "%s" at start', (pattern) => {
    expect(() => createEgressBroker({ denyHosts: [pattern] })).toThrow(/host pattern/);
  });
});
