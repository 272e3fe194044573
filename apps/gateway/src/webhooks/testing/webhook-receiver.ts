import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { webhookBodySchema, type WebhookBody } from '@cloakroom/contracts';

/** One try as it came in. */
export interface ReceivedTry {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly raw: string;
  readonly body: WebhookBody;
}

/** The other end of a webhook, on loopback. */
export class WebhookReceiver {
  readonly tries: ReceivedTry[] = [];
  /** How the next tries are answered; 204 when it is empty. */
  readonly answers: { readonly status: number; readonly location?: string }[] = [];

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      void text(request).then((raw) => {
        const body = webhookBodySchema.parse(JSON.parse(raw));
        this.tries.push({ path: request.url ?? '', headers: request.headers, raw, body });
        const { status, location } = this.answers.shift() ?? { status: 204 };
        response.writeHead(status, location === undefined ? {} : { location }).end();
      });
    });
  }

  static async start(): Promise<WebhookReceiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new WebhookReceiver(server);
  }

  get origin(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new TypeError('The receiver does not listen.');
    return `http://127.0.0.1:${address.port}`;
  }

  ofRun(runId: string): ReceivedTry[] {
    return this.tries.filter(({ body }) => body.data.runId === runId);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
