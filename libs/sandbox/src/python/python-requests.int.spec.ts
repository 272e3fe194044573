import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { PlayedServer } from './testing/played-server.js';
import { buildImage, PythonDriver } from './testing/python-driver.js';

/** Runs once in the interpreter, before the line under test. */
const prelude = (port: number): string => `
import base64, gzip, http.client, io, json, socket, urllib.error, urllib.request
import requests, urllib3
BASE, OTHER = "http://api.test:${port}", "http://other.test:${port}"
def at(host, path="/"): return f"http://{host}.test:${port}{path}"
def header(response, name):
    pairs = response.json()["headers"]
    return [v for k, v in zip(pairs[::2], pairs[1::2]) if k.lower() == name]
def chain(action):
    try: action()
    except Exception as error:
        names = []
        while error is not None and len(names) < 6:
            names.append(type(error).__name__)
            error = error.__cause__ or error.__context__
        return names
def wrapped(action):
    try: action()
    except Exception as error: return type(error).__name__, type(error.reason).__name__
`;

const table: readonly (readonly [what: string, code: string, expected: string])[] = [
  [
    'params and a list',
    'requests.get(BASE + "/echo", params={"q": "a b", "z": [1, 2]}).json()["path"]',
    '/echo?q=a+b&z=1&z=2',
  ],
  ['a Cookie header', 'header(requests.get(BASE + "/echo", headers={"Cookie": "a=b"}), "cookie")', "['a=b']"],
  [
    'an Origin header',
    'header(requests.get(BASE + "/echo", headers={"Origin": "https://o.test"}), "origin")',
    "['https://o.test']",
  ],
  ['a Referer header', 'header(requests.get(BASE + "/echo", headers={"Referer": "r"}), "referer")', "['r']"],
  ['a User-Agent header', 'header(requests.get(BASE + "/echo", headers={"User-Agent": "me"}), "user-agent")', "['me']"],
  [
    'a header with a line break',
    'chain(lambda: requests.get(BASE + "/echo", headers={"X": "a\\r\\nY: b"}))',
    "['InvalidHeader']",
  ],
  [
    'a JSON body',
    '(lambda r: (r.json()["body"], header(r, "content-type")))(requests.post(BASE + "/echo", json={"a": 1}))',
    `('{"a": 1}', ['application/json'])`,
  ],
  ['a form body', 'requests.post(BASE + "/echo", data={"a": "ž &"}).json()["body"]', 'a=%C5%BE+%26'],
  ['a body of bytes', 'requests.put(BASE + "/echo", data=b"\\x00\\xff").json()["body"] == "\\x00\\xff"', 'True'],
  ['a body from a generator', 'requests.post(BASE + "/echo", data=(x for x in [b"ab", b"cd"])).json()["body"]', 'abcd'],
  ['a body from a file', 'requests.post(BASE + "/echo", data=io.BytesIO(b"file")).json()["body"]', 'file'],
  [
    'multipart',
    '(lambda b: (b.count("form-data"), \'filename="a.txt"\' in b, "hello" in b))(requests.post(BASE + "/echo", files={"f": ("a.txt", b"hello")}, data={"k": "v"}).json()["body"])',
    '(2, True, True)',
  ],
  [
    'every method',
    '[requests.request(m, BASE + "/echo").json()["method"] for m in ("DELETE", "OPTIONS", "PATCH", "REPORT")]',
    "['DELETE', 'OPTIONS', 'PATCH', 'REPORT']",
  ],
  [
    'HEAD',
    '(lambda r: (r.status_code, r.content, r.headers["content-type"]))(requests.head(BASE + "/echo"))',
    "(200, b'', 'application/json')",
  ],
  [
    'a redirect with its history',
    '(lambda r: (r.url == BASE + "/echo", [h.status_code for h in r.history]))(requests.get(BASE + "/redirect"))',
    '(True, [302])',
  ],
  ['302 turns POST into GET', 'requests.post(BASE + "/redirect?status=302", data="x").json()["method"]', 'GET'],
  [
    '307 keeps method and body',
    '(lambda j: (j["method"], j["body"]))(requests.post(BASE + "/redirect?status=307", data="x").json())',
    "('POST', 'x')",
  ],
  ['a redirect not followed', 'requests.get(BASE + "/redirect", allow_redirects=False).headers["location"]', '/echo'],
  ['an endless redirect', 'chain(lambda: requests.get(BASE + "/loop"))', "['TooManyRedirects']"],
  [
    'Authorization kept on one origin',
    'header(requests.get(BASE + "/redirect", headers={"Authorization": "Bearer t"}), "authorization")',
    "['Bearer t']",
  ],
  [
    'Authorization stripped for another',
    'header(requests.get(BASE + "/redirect?to=" + OTHER + "/echo", headers={"Authorization": "Bearer t"}), "authorization")',
    '[]',
  ],
  [
    'cookies of a session',
    '(lambda s: (s.get(BASE + "/cookies/set").json(), s.get(OTHER + "/cookies").json()))(requests.Session())',
    "({'cookie': 'session=abc; theme=dark'}, {'cookie': None})",
  ],
  [
    'basic authentication',
    '[requests.get(BASE + "/auth", auth=("user", p)).status_code for p in ("pass", "no")]',
    '[200, 401]',
  ],
  ['gzip decoded', 'requests.get(BASE + "/gzip").json()', "{'packed': True}"],
  ['gzip raw', 'gzip.decompress(requests.get(BASE + "/gzip", stream=True).raw.read())', `b'{"packed":true}'`],
  ['a large body', 'len(requests.get(BASE + "/bytes?size=3000000").content)', '3000000'],
  [
    'iter_content',
    '[len(c) for c in requests.get(BASE + "/bytes?size=10000", stream=True).iter_content(4096)]',
    '[4096, 4096, 1808]',
  ],
  [
    'iter_lines of a chunked body',
    'list(requests.get(BASE + "/lines", stream=True).iter_lines())',
    "[b'one', b'two', b'three']",
  ],
  [
    'a stream closed early',
    '(lambda r: (r.raw.read(10), r.close()))(requests.get(BASE + "/bytes?size=900000", stream=True))',
    "(b'xxxxxxxxxx', None)",
  ],
  [
    '204 without a body',
    '(lambda r: (r.status_code, r.reason, r.content))(requests.get(BASE + "/status?code=204"))',
    "(204, 'As Asked', b'')",
  ],
  ['raise_for_status', 'chain(lambda: requests.get(BASE + "/status?code=404").raise_for_status())', "['HTTPError']"],
  ['headers given twice', 'requests.get(BASE + "/twice").headers["x-two"]', 'a, b'],
  [
    'a response hook',
    '(lambda seen: (requests.get(BASE + "/echo", hooks={"response": lambda r, **k: seen.append(r.status_code)}), seen)[1])([])',
    '[200]',
  ],
  [
    'a read that times out',
    'chain(lambda: requests.get(BASE + "/never", timeout=0.2))',
    "['ReadTimeout', 'ReadTimeoutError', 'TimeoutError']",
  ],
  [
    'a body that stalls',
    'chain(lambda: requests.get(BASE + "/stalls", timeout=0.2))[:2]',
    "['ConnectionError', 'ReadTimeoutError']",
  ],
  [
    'a body that breaks off',
    'chain(lambda: requests.get(BASE + "/half"))',
    "['ChunkedEncodingError', 'ProtocolError', 'IncompleteRead']",
  ],
  [
    'a server that closes',
    'chain(lambda: requests.get(BASE + "/closes"))',
    "['ConnectionError', 'ProtocolError', 'RemoteDisconnected']",
  ],
  [
    'a refused connection',
    'chain(lambda: requests.get(at("refused")))',
    "['ConnectionError', 'MaxRetryError', 'NewConnectionError', 'ConnectionRefusedError']",
  ],
  [
    'a name that does not exist',
    'chain(lambda: requests.get(at("missing")))',
    "['ConnectionError', 'MaxRetryError', 'NameResolutionError', 'gaierror']",
  ],
  [
    'a connection that times out',
    'chain(lambda: requests.get(at("unreachable"), timeout=3))',
    "['ConnectTimeout', 'MaxRetryError', 'ConnectTimeoutError', 'ConnectTimeout']",
  ],
  [
    'a certificate that is not valid',
    'chain(lambda: requests.get("https://bad-certificate.test/"))',
    "['SSLError', 'MaxRetryError', 'SSLError']",
  ],
  [
    'a proxy',
    'chain(lambda: requests.get(BASE, proxies={"http": "http://proxy.test:1"}))[:3]',
    "['ProxyError', 'MaxRetryError', 'ProxyError']",
  ],
  [
    'retries by status',
    'chain(lambda: urllib3.PoolManager().request("GET", BASE + "/status?code=500", retries=urllib3.Retry(2, status_forcelist=[500])))',
    "['MaxRetryError', 'ResponseError']",
  ],
  ['urllib3 with fields', 'urllib3.request("GET", BASE + "/echo", fields={"a": "1"}).json()["path"]', '/echo?a=1'],
  [
    'urllib3 as a stream',
    'list(urllib3.PoolManager().request("GET", BASE + "/bytes?size=5", preload_content=False).stream(2))',
    "[b'xx', b'xx', b'x']",
  ],
  ['urllib.request', 'json.load(urllib.request.urlopen(BASE + "/echo?x=1"))["path"]', '/echo?x=1'],
  ['urllib.request with a body', 'json.load(urllib.request.urlopen(BASE + "/echo", data=b"a=1"))["body"]', 'a=1'],
  ['urllib.request and 404', 'chain(lambda: urllib.request.urlopen(BASE + "/nope"))', "['HTTPError']"],
  [
    'urllib.request, refused',
    'wrapped(lambda: urllib.request.urlopen(at("refused")))',
    "('URLError', 'ConnectionRefusedError')",
  ],
  [
    'urllib.request, no such name',
    'wrapped(lambda: urllib.request.urlopen(at("missing")))',
    "('URLError', 'gaierror')",
  ],
  [
    'urllib.request, timed out',
    'chain(lambda: urllib.request.urlopen(BASE + "/never", timeout=0.2))',
    "['TimeoutError']",
  ],
  [
    'http.client, kept alive',
    '(lambda c: [(c.request("POST", "/echo", body=b), json.load(c.getresponse())["body"])[1] for b in ("1", "2")])(http.client.HTTPConnection("api.test", int(BASE.rsplit(":")[-1])))',
    "['1', '2']",
  ],
  ['httpx', '__import__("httpx").post(BASE + "/echo", json={"a": 1}).json()["body"]', '{"a":1}'],
  ['httpx, timed out', 'chain(lambda: __import__("httpx").get(BASE + "/never", timeout=0.2))[0]', 'ReadTimeout'],
];

describe('requests and its kin in the sandbox', () => {
  let driver: PythonDriver;
  let server: PlayedServer;

  beforeAll(async () => {
    buildImage();
    server = await PlayedServer.start();
    driver = await PythonDriver.start();
  }, 300_000);

  afterAll(async () => {
    await driver.kill();
    await server.stop();
  });

  it.each(table)('%s', async (_what, code, expected) => {
    const outcome = await driver.run(prelude(server.port) + code);
    expect({ result: outcome.result, error: outcome.error }).toEqual({ result: expected, error: null });
  });

  it('answers three requests of httpx at a time', async () => {
    const code = `import asyncio, httpx
async with httpx.AsyncClient() as client:
    answers = await asyncio.gather(*[client.get("http://api.test:${server.port}/echo") for _ in range(3)])
[answer.status_code for answer in answers]`;
    expect(await driver.run(code)).toMatchObject({ result: '[200, 200, 200]', error: null });
  });

  it.each([
    ['requests', 'import requests\nrequests.get("http://denied.test/")'],
    ['urllib.request', 'import urllib.request\nurllib.request.urlopen("http://denied.test/")'],
    ['http.client', 'import http.client\nhttp.client.HTTPConnection("denied.test").request("GET", "/")'],
  ])('calls a refusal by policy EGRESS_DENIED when %s lets it through', async (_what, code) => {
    const { error } = await driver.run(code);
    expect(error?.kind).toBe('EGRESS_DENIED');
    expect(error?.message).toMatch(
      /^The address of denied\.test is private: requests to it are not allowed\.\n\nTraceback/,
    );
  });

  it('lets a program catch a refusal', async () => {
    const code =
      'import requests\ntry:\n    requests.get("http://denied.test/")\nexcept requests.ConnectionError:\n    "caught"';
    expect((await driver.run(code)).error).toBeNull();
  });
});
