import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

type Route = (request: IncomingMessage, response: ServerResponse, url: URL) => void | Promise<void>;

const json = (response: ServerResponse, value: unknown, status = 200): void => {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
};

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('latin1');
}

/** What the server does, by path. Every answer depends on the request alone. */
const routes: Readonly<Record<string, Route>> = {
  '/echo': async (request, response) => {
    const body = await readBody(request);
    json(response, { method: request.method, path: request.url, headers: request.rawHeaders, body });
  },
  '/redirect': (_request, response, url) => {
    const status = Number(url.searchParams.get('status') ?? 302);
    response.writeHead(status, { Location: url.searchParams.get('to') ?? '/echo' }).end();
  },
  '/loop': (_request, response) => {
    response.writeHead(302, { Location: '/loop' }).end();
  },
  '/cookies/set': (_request, response) => {
    response.writeHead(
      302,
      [
        ['Set-Cookie', 'session=abc; Path=/; HttpOnly'],
        ['Set-Cookie', 'theme=dark; Path=/'],
        ['Location', '/cookies'],
      ].flat(),
    );
    response.end();
  },
  '/cookies': (request, response) => {
    json(response, { cookie: request.headers.cookie ?? null });
  },
  '/gzip': (_request, response) => {
    const body = gzipSync(JSON.stringify({ packed: true }));
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }).end(body);
  },
  '/bytes': (_request, response, url) => {
    const size = Number(url.searchParams.get('size'));
    response.writeHead(200, { 'Content-Length': size }).end(Buffer.alloc(size, 'x'));
  },
  '/lines': (_request, response) => {
    response.write('one\n');
    setImmediate(() => {
      response.write('two\n');
      setImmediate(() => response.end('three\n'));
    });
  },
  '/status': (_request, response, url) => {
    const status = Number(url.searchParams.get('code'));
    response.writeHead(status, 'As Asked').end(status === 204 ? undefined : 'body');
  },
  '/never': () => undefined,
  '/half': (_request, response) => {
    response.writeHead(200, { 'Content-Length': 100 }).write('half');
    setImmediate(() => response.destroy());
  },
  '/stalls': (_request, response) => {
    response.writeHead(200, { 'Content-Length': 100 }).write('half');
  },
  '/closes': (request) => {
    request.socket.destroy();
  },
  '/twice': (_request, response) => {
    response.writeHead(200, ['X-Two', 'a', 'X-Two', 'b', 'Content-Length', '0']).end();
  },
  '/auth': (request, response) => {
    const right = `Basic ${Buffer.from('user:pass').toString('base64')}`;
    json(
      response,
      { ok: request.headers.authorization === right },
      request.headers.authorization === right ? 200 : 401,
    );
  },
  '/2/tweets/search/recent': (request, response, url) => {
    if (request.headers.authorization !== 'Bearer the-token') json(response, { title: 'Unauthorized' }, 401);
    else json(response, { data: [{ text: `about ${url.searchParams.get('query') ?? ''}` }] });
  },
};

/** A server on loopback that plays every host of the tests. */
export class PlayedServer {
  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start(): Promise<PlayedServer> {
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://played.test');
      const route = routes[url.pathname];
      if (route === undefined) json(response, { error: 'no such path' }, 404);
      else void route(request, response, url);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new PlayedServer(server, (server.address() as AddressInfo).port);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
