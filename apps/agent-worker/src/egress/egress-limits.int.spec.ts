import type { EgressLogEntry, EgressRequest } from '@cloakroom/sandbox';
import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { EgressLimits } from './egress-limits.js';
import type { RunEgress } from './egress-broker.js';
import {
  errorOf,
  NEVER,
  openTestBroker,
  playHttp,
  playTcp,
  readBody,
  readText,
  requestFor,
  type PlayedHost,
} from './testing/egress-test-kit.js';

const URL_OF_HOST = 'http://api.example.com/';
const names = { 'api.example.com': [['93.184.216.34']] };
const MB = 1024 * 1024;

describe('egress limits', () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const item of open.splice(0).toReversed()) await item.close();
  });

  const runAgainst = (host: PlayedHost, limits: Partial<EgressLimits> = {}): RunEgress => {
    const { broker } = openTestBroker({ names, port: host.port, limits });
    open.push(host, broker);
    return broker.openRun({ runId: 'run', userId: 'user' });
  };
  const http = async (listener: RequestListener, limits?: Partial<EgressLimits>): Promise<RunEgress> =>
    runAgainst(await playHttp(listener), limits);
  const tcp = async (onSocket: (socket: Socket) => void, limits?: Partial<EgressLimits>): Promise<RunEgress> =>
    runAgainst(await playTcp(onSocket), limits);
  const get = (run: RunEgress, parts: Partial<EgressRequest> = {}) =>
    run.request(requestFor(URL_OF_HOST, parts), NEVER);

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['zstd', zstdCompressSync],
    ['gzip, gzip', (text: Buffer) => gzipSync(gzipSync(text))],
    ['identity', (text: Buffer) => text],
  ])('undoes %s, and keeps it when asked to', async (coding, encode) => {
    const text = Buffer.from('ä text that repeats '.repeat(5_000));
    const encoded = encode(text);
    const run = await http((_request, response) => {
      response.writeHead(200, { 'content-encoding': coding, 'content-length': encoded.byteLength }).end(encoded);
    });
    expect((await readBody((await get(run)).body)).equals(text)).toBe(true);
    expect((await readBody((await get(run, { decompress: false })).body)).equals(encoded)).toBe(true);
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
    ['zstd', zstdCompressSync],
    ['gzip, gzip', (zeros: Buffer) => gzipSync(gzipSync(zeros))],
  ])('P26: a %s bomb ends at 8 MB', async (coding, encode) => {
    const bomb = encode(Buffer.alloc(64 * MB));
    const run = await http((_request, response) => {
      response.writeHead(200, { 'content-encoding': coding }).end(bomb);
    });
    const error = await errorOf(readBody((await get(run)).body));
    expect(error).toMatchObject({ code: 'LIMIT' });
    expect(error.message).toContain('8 MB once decoded');
    const bytes = run.log().at(-1)?.bytes ?? Infinity;
    expect(bytes).toBeLessThanOrEqual(8 * MB);
  });

  it('P26: a body that never ends is cut at 8 MB, encoded or not', async () => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const endless: RequestListener = (_request, response) => {
      const more = (): void => {
        while (response.write(chunk));
      };
      response.on('drain', more);
      more();
    };
    const run = await http(endless);
    const error = await errorOf(readBody((await get(run)).body));
    expect(error).toMatchObject({ code: 'LIMIT' });
    expect(run.log()[0]).toMatchObject({ status: 200, errorCode: 'LIMIT' });
    expect(run.log()[0]?.bytes).toBeLessThanOrEqual(8 * MB);
  });

  it('P26: a body of one byte at a time ends when its time is up', async () => {
    const run = await tcp(
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
        const timer = setInterval(() => socket.write('x'), 5);
        socket.on('close', () => {
          clearInterval(timer);
        });
      },
      { totalTimeoutMs: 150 },
    );
    const error = await errorOf(get(run).then(({ body }) => readBody(body)));
    expect(error).toMatchObject({ code: 'READ_TIMEOUT' });
    expect(error.message).toContain('150 ms in all');
  });

  it("ends a silent server by the code's own time limit, before the head and within the body", async () => {
    const mute = await tcp(() => undefined);
    const head = await errorOf(get(mute, { readTimeoutMs: 40 }));
    expect(head.message).toContain('sent nothing for 40 ms');
    const half = await tcp((socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'));
    const response = await get(half, { readTimeoutMs: 40 });
    expect(Buffer.from((await response.body.read(100)) ?? []).toString()).toBe('half');
    const body = await errorOf(response.body.read(100));
    expect([head.code, body.code]).toEqual(['READ_TIMEOUT', 'READ_TIMEOUT']);
  });

  it.each([
    [
      'headers without end',
      (socket: Socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        const more = (): void => {
          while (socket.writable && socket.write('x-more: yes\r\n'.repeat(100)));
        };
        socket.on('drain', more);
        more();
      },
    ],
    [
      'one header without end',
      (socket: Socket) => {
        socket.write('HTTP/1.1 200 OK\r\nx: ');
        const more = (): void => {
          while (socket.writable && socket.write('y'.repeat(1_000)));
        };
        socket.on('drain', more);
        more();
      },
    ],
    [
      'interim responses without end',
      (socket: Socket) => {
        const more = (): void => {
          while (socket.writable && socket.write('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'.repeat(10)));
        };
        socket.on('drain', more);
        more();
      },
    ],
  ])('P26: %s end at a limit', async (_what, onSocket) => {
    const run = await tcp(onSocket);
    expect(await errorOf(get(run))).toMatchObject({ code: 'LIMIT' });
  });

  it('P26: caps every stage of a nested encoding, also one that comes to nothing', async () => {
    const emptyMembers = Buffer.concat(Array<Buffer>(500_000).fill(gzipSync('')));
    const bomb = gzipSync(emptyMembers);
    expect(emptyMembers.byteLength).toBeGreaterThan(8 * MB);
    const run = await http((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end(bomb);
    });
    expect(await errorOf(readBody((await get(run)).body))).toMatchObject({ code: 'LIMIT' });
  });

  it('undoes no more than two encodings, and says when a body is not in the one it claims', async () => {
    const run = await http((request, response) => {
      const coding = request.url === '/many' ? 'gzip, gzip, gzip' : 'gzip';
      response.writeHead(200, { 'content-encoding': coding }).end('plain text');
    });
    const read = async (path: string) =>
      errorOf(readBody((await run.request(requestFor(`${URL_OF_HOST}${path}`), NEVER)).body));
    expect(await read('many')).toMatchObject({ code: 'LIMIT' });
    expect(await read('plain')).toMatchObject({ code: 'RESET' });
  });

  it('allows 100 requests in a call, and a fresh 100 in the next', async () => {
    const run = await http((_request, response) => void response.end());
    const call = run.openCall();
    const send = (from: Pick<RunEgress, 'request'>) => from.request(requestFor(URL_OF_HOST), NEVER);
    await Promise.all(Array.from({ length: 100 }, () => send(call)));
    const error = await errorOf(send(call));
    expect(error).toMatchObject({ code: 'LIMIT' });
    expect(error.message).toContain('100 requests');
    expect((await send(run.openCall())).status).toBe(200);
    expect([call.log().length, run.log().length]).toEqual([100, 101]);
  });

  it('has eight requests on the way at a time', async () => {
    const waiting: (() => void)[] = [];
    const eight = Promise.withResolvers<null>();
    const host = await playHttp((request, response) => {
      if (request.url === '/sentinel') {
        response.end();
        return;
      }
      waiting.push(() => response.end('ok'));
      if (waiting.length === 8) eight.resolve(null);
    });
    const run = runAgainst(host);
    const texts = Array.from({ length: 24 }, async () => readText(await get(run)));
    await eight.promise;
    await run.openCall().request(requestFor(`${URL_OF_HOST}sentinel`), NEVER);
    expect(waiting).toHaveLength(8);
    for (let answered = 0; answered < 24; answered += 1) {
      waiting[answered]?.();
      await Promise.race(texts.splice(0, 1));
    }
    expect(waiting).toHaveLength(24);
  });

  it('does not block when code collects responses before it reads their bodies', async () => {
    const big = Buffer.alloc(512 * 1024, 'x');
    const run = await http((_request, response) => void response.end(big));
    const responses = await Promise.all(Array.from({ length: 20 }, () => get(run)));
    const bodies = await Promise.all(responses.map((response) => readBody(response.body)));
    expect(bodies.every((body) => body.equals(big))).toBe(true);
  });

  it('refuses a request body beyond 4 MB and takes one of 4 MB', async () => {
    const run = await http((request, response) => {
      let bytes = 0;
      request.on('data', (chunk: Buffer) => (bytes += chunk.byteLength));
      request.on('end', () => response.end(String(bytes)));
    });
    const put = (bytes: number) => get(run, { method: 'PUT', body: new Uint8Array(bytes) });
    expect(await errorOf(put(4 * MB + 1))).toMatchObject({ code: 'LIMIT' });
    expect(await readText(await put(4 * MB))).toBe(String(4 * MB));
  });

  it('stops at once when told to: waiting, on the way, and in the body', async () => {
    const run = await http((request, response) => {
      if (request.url === '/body') response.write('half');
    });
    const stop = new AbortController();
    const paths = ['body', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
    const [body, ...heads] = paths.map((path) => run.request(requestFor(`${URL_OF_HOST}${path}`), stop.signal));
    const response = await body;
    expect(Buffer.from((await response?.body.read(100)) ?? []).toString()).toBe('half');
    const rest = response?.body.read(100) ?? Promise.resolve();
    stop.abort();
    const errors = await Promise.all([rest, ...heads].map((outcome) => errorOf(outcome)));
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['ABORTED']));
    expect(await errorOf(run.request(requestFor(URL_OF_HOST), stop.signal))).toMatchObject({ code: 'ABORTED' });
  });

  it('closing a run ends its requests and its connections', async () => {
    const run = await http(() => undefined);
    const pending = errorOf(get(run));
    await new Promise((resolve) => setImmediate(resolve));
    await run.close();
    await run.close();
    expect(await pending).toMatchObject({ code: 'ABORTED' });
    expect(await errorOf(get(run))).toMatchObject({ code: 'ABORTED' });
  });

  it('tells of each hop once when it is over, and survives a listener that throws', async () => {
    const host = await playHttp((_request, response) => void response.end('12345'));
    const { broker } = openTestBroker({ names, port: host.port });
    open.push(host, broker);
    const told: EgressLogEntry[] = [];
    const run = broker.openRun({
      runId: 'run',
      userId: 'user',
      onLog: (entry) => {
        told.push(entry);
        throw new Error('a fault of the listener');
      },
    });
    await readText(await get(run));
    await get(run);
    await errorOf(run.request(requestFor('http://127.0.0.1/secret?token=canary'), NEVER));
    expect(told.map(({ host: name, status, errorCode, bytes }) => [name, status, errorCode, bytes])).toEqual([
      ['api.example.com', 200, null, 5],
      ['127.0.0.1', null, 'DENIED', 0],
    ]);
    await run.close();
    expect(told).toHaveLength(3);
    expect(JSON.stringify(told)).not.toContain('canary');
  });
});
