import { errorOf, NEVER, openTestBroker, requestFor, type PlayedInternet } from './testing/egress-test-kit.js';

const PUBLIC = '93.184.216.34';

async function denial(url: string, internet: PlayedInternet = {}): Promise<{ code: string; dialled: string[] }> {
  const { broker, dialled } = openTestBroker(internet);
  const run = broker.openRun({ runId: 'run', userId: 'user' });
  const error = await errorOf(run.request(requestFor(url), NEVER));
  await broker.close();
  return { code: error.code, dialled };
}

const LOOPBACK_URLS = [
  'http://127.0.0.1/',
  'http://127.0.0.1:80/',
  'http://127.0.0.1./',
  'http://127.0.0.2/',
  'http://127.255.255.254/',
  'http://127.1/',
  'http://127.0.1/',
  'http://2130706433/',
  'http://017700000001/',
  'http://0177.0.0.1/',
  'http://0177.0000.0000.0001/',
  'http://0x7f000001/',
  'http://0x7F.0.0.1/',
  'http://0x7f.1/',
  'http://0x7f.0x0.0x0.0x1/',
  'http://0177.0x0.0.1/',
  'http://0/',
  'http://0.0.0.0/',
  'http://0x0/',
  'http://00.0.0.0/',
  'http://１２７.０.０.１/',
  'http://①②⑦.⓪.⓪.①/',
  'http://127。0。0。1/',
  'http://127．0．0．1/',
  'http://%31%32%37.0.0.1/',
  'http://%6c%6f%63%61%6c%68%6f%73%74/',
  'http://[::1]/',
  'http://[::]/',
  'http://[0:0:0:0:0:0:0:1]/',
  'http://[0000:0000:0000:0000:0000:0000:0000:0001]/',
  'http://[::127.0.0.1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://[0:0:0:0:0:ffff:127.0.0.1]/',
  'http://[::ffff:0:127.0.0.1]/',
  'http://[64:ff9b::127.0.0.1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[64:ff9b:1::7f00:1]/',
  'http://[2002:7f00:1::]/',
  'http://[2001:0:7f00:1::]/',
  'http://[2001::80ff:fffe]/',
  'http://[2a00:1450:4001:81b:0:5efe:7f00:1]/',
  'http://localhost/',
  'http://LOCALHOST/',
  'http://localhost./',
  'http://localhost.localdomain/',
  'http://foo.localhost/',
  'http://ｌｏｃａｌｈｏｓｔ/',
  'https://127.0.0.1/',
  'http://127.0.0.1:3000/#@api.example.com/',
  'http:\\\\127.0.0.1\\',
  'http:127.0.0.1/',
  '  http://127.0.0.1/  ',
  'ht\ntp://127.0.0.1/',
];

describe('egress denials', () => {
  it.each(LOOPBACK_URLS)('P20: loopback spelled %s is refused', async (url) => {
    expect(await denial(url)).toEqual({ code: 'DENIED', dialled: [] });
  });

  it('P20 is a table of at least 40 different URLs', () => {
    expect(new Set(LOOPBACK_URLS).size).toBeGreaterThanOrEqual(40);
  });

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://[::ffff:169.254.169.254]/',
    'http://[fd00:ec2::254]/latest/meta-data/',
    'http://[fd20:ce::254]/',
    'http://100.100.100.200/latest/meta-data/',
    'http://168.63.129.16/',
    'http://192.0.0.192/',
    'http://169.254.170.2/v2/credentials',
    'http://metadata.google.internal/computeMetadata/v1/',
    'http://METADATA.google.internal./',
    'http://metadata/',
    'http://instance-data.ec2.internal/',
    'http://kubernetes.default.svc/',
    'http://10.0.0.1/',
    'http://172.16.0.1/',
    'http://192.168.1.1/',
    'http://100.64.0.1/',
    'http://[fe80::1]/',
    'http://[fec0::1]/',
    'http://[fc00::1]/',
    'http://[ff02::1]/',
    'http://[100::1]/',
    'http://[2001:db8::1]/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://redis/',
    'http://mongo.internal/',
    'http://printer.local/',
    'http://router.lan/',
  ])('P21: metadata services and private networks: %s is refused', async (url) => {
    expect(await denial(url, { names: { 'metadata.google.internal': [[PUBLIC]] } })).toEqual({
      code: 'DENIED',
      dialled: [],
    });
  });

  it.each([
    ['only loopback', ['127.0.0.1']],
    ['only IPv6 loopback', ['::1']],
    ['only a private address', ['10.1.2.3']],
    ['a mapped private address', ['::ffff:192.168.0.1']],
    ['a private address last among many', [PUBLIC, '1.1.1.1', '2606:4700::1', '10.0.0.1']],
    ['a private address beyond any number that is tried', [...Array<string>(40).fill(PUBLIC), '127.0.0.1']],
    ['a metadata address first', ['169.254.169.254', PUBLIC]],
    ['something that is no address', ['not-an-address']],
  ])('P22: a public name that resolves to %s is refused', async (_what, addresses) => {
    expect(await denial('https://rebind.example.com/', { names: { 'rebind.example.com': [addresses] } })).toEqual({
      code: 'DENIED',
      dialled: [],
    });
  });

  it.each([
    'file:///etc/passwd',
    'gopher://example.com/',
    'data:text/plain,hello',
    'ftp://example.com/',
    'ws://example.com/',
    'javascript:alert(1)',
    'blob:https://example.com/1',
    'http://user:pass@example.com/',
    'https://user@example.com/',
    'https://:pass@example.com/',
    'https://api.example.com@127.0.0.1/',
    ...[21, 22, 23, 25, 110, 143, 465, 587, 993, 995, 2525].map((port) => `http://example.com:${port}/`),
    ...[1433, 1521, 3306, 5432, 6379, 9042, 9200, 11211, 27017, 28017].map((port) => `http://example.com:${port}/`),
    ...[0, 445, 2375, 2379, 3389, 5672, 5900, 9092, 10250].map((port) => `https://example.com:${port}/`),
  ])('P25: %s is refused', async (url) => {
    expect(await denial(url, { names: { 'example.com': [[PUBLIC]] } })).toEqual({ code: 'DENIED', dialled: [] });
  });

  it.each([
    ['an unknown name', 'https://no-such-name.example.com/', 'DNS'],
    ['what is not a URL', 'not a url', 'BAD_REQUEST'],
    ['a URL without a host', 'https:///', 'BAD_REQUEST'],
    ['a URL beyond 8 KB', `https://example.com/${'a'.repeat(8_192)}`, 'LIMIT'],
    ['a URL beyond 8 KB once encoded', `https://example.com/${'ä'.repeat(3_000)}`, 'LIMIT'],
  ])('says %s for what it is', async (_what, url, code) => {
    expect(await denial(url)).toEqual({ code, dialled: [] });
  });

  it('words a denial with what, why and what to do, and nothing of this machine', async () => {
    const { broker } = openTestBroker({ names: { 'intra.example.com': [['10.11.12.13']] } });
    const run = broker.openRun({ runId: 'run', userId: 'user' });
    const urls = [
      'http://127.0.0.1/',
      'https://intra.example.com/',
      'http://redis/',
      'file:///etc/passwd',
      'http://a.b.com:25/',
    ];
    const errors = await Promise.all(urls.map((url) => errorOf(run.request(requestFor(url), NEVER))));
    await broker.close();
    expect(errors.map(({ message }) => message)).toEqual([
      '"127.0.0.1" is a loopback address of this machine. Agent code can reach public internet addresses only. Use the service\'s public address.',
      '"intra.example.com" resolves to a private network address. Agent code can reach public internet addresses only. Use the service\'s public address.',
      '"redis" is a name of this machine or of an internal network. Agent code can reach public hosts only. Use the service\'s public host name.',
      '"file:" URLs are not allowed: agent code can reach http and https only. Use an https URL.',
      'Port 25 of "a.b.com" is not allowed: it belongs to a database, mail or another service that is not a web API. Use the service\'s https API.',
    ]);
  });
});
