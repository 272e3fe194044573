import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { DRILL_HOSTS } from './leak-attempt.js';

/** One request that a played host got, as text. */
export interface HostVisit {
  readonly host: string;
  readonly text: string;
}

/** Servers on loopback that stand for a drill's hosts: they note what comes and echo it when they are asked to. */
export class DrillHosts {
  /** What came since the last {@link DrillHosts.take}. */
  #visits: HostVisit[] = [];

  private constructor(
    private readonly server: Server,
    /** For the broker: host name to loopback origin. */
    readonly overrides: ReadonlyMap<string, string>,
  ) {}

  static async start(): Promise<DrillHosts> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const overrides = new Map(Object.values(DRILL_HOSTS).map((host) => [host, `http://127.0.0.1:${port}`]));
    const hosts = new DrillHosts(server, overrides);
    server.on('request', (request, response) => hosts.#serve(request, response));
    return hosts;
  }

  /** What came since the last time. */
  take(): HostVisit[] {
    const visits = this.#visits;
    this.#visits = [];
    return visits;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = [request.url, ...request.rawHeaders, Buffer.concat(chunks).toString()].join('\n');
      this.#visits.push({ host: request.headers.host ?? '', text });
      if (request.url === '/redirect') response.writeHead(307, { location: `https://${DRILL_HOSTS.other}/` }).end();
      else if (request.url === '/echo-gzip')
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(text));
      else response.end(request.url === '/echo' ? text : 'ok');
    });
  }
}
