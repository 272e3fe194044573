import { request as httpRequest, type IncomingMessage } from 'node:http';

import { z } from 'zod';

import type { GuestHost } from '../../child/guest-runtime.types.js';

const openSchema = z.object({
  url: z.string(),
  method: z.string(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  body: z.string().nullable(),
  redirect: z.literal('manual'),
  decompress: z.literal(false),
  connectTimeoutMs: z.number().nullable(),
  readTimeoutMs: z.number().nullable(),
});
const readSchema = z.object({ id: z.number(), maxBytes: z.number() });

/** Host names that fail in a way of their own; every other name ending in `.test` is a server on loopback. */
const failures: Readonly<Record<string, { code: string; message: string }>> = {
  'denied.test': { code: 'DENIED', message: 'The address of denied.test is private: requests to it are not allowed.' },
  'missing.test': { code: 'DNS', message: 'no such name' },
  'refused.test': { code: 'CONNECT_REFUSED', message: 'connection refused' },
  'unreachable.test': { code: 'CONNECT_TIMEOUT', message: 'no connection in time' },
  'bad-certificate.test': { code: 'TLS', message: 'self-signed certificate' },
};

class PlayedError extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/** Answers the egress operations of one call with real HTTP to loopback; TLS is left out, policy is played. */
export class PlayedEgress {
  private readonly bodies = new Map<number, BodyReader>();
  private lastId = 0;

  readonly call: GuestHost['call'] = async (operation, json) => {
    try {
      const value: unknown = JSON.parse(json);
      if (operation === 'egress.open') return JSON.stringify(await this.open(openSchema.parse(value)));
      const { id, maxBytes } = readSchema.partial({ maxBytes: true }).parse(value);
      if (operation === 'egress.read') {
        const data = (await this.bodies.get(id)?.read(maxBytes ?? 65_536)) ?? null;
        return JSON.stringify({ ok: true, data: data === null ? null : data.toString('base64') });
      }
      this.bodies.get(id)?.cancel();
      return JSON.stringify({ ok: true });
    } catch (error) {
      const code = error instanceof PlayedError ? error.code : 'BAD_REQUEST';
      return JSON.stringify({ ok: false, code, message: String(error) });
    }
  };

  private async open(order: z.infer<typeof openSchema>): Promise<object> {
    const url = new URL(order.url);
    const failure = failures[url.hostname];
    if (failure !== undefined) return { ok: false, ...failure };
    if (!url.hostname.endsWith('.test')) return { ok: false, code: 'DENIED', message: `${url.hostname} is not played` };
    const response = await send(url, order);
    this.lastId += 1;
    this.bodies.set(this.lastId, new BodyReader(response, order.readTimeoutMs));
    const raw = response.rawHeaders;
    return {
      ok: true,
      id: this.lastId,
      status: response.statusCode,
      statusText: response.statusMessage,
      url: order.url,
      redirected: false,
      headers: raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1]]] : [])),
    };
  }
}

function send(url: URL, order: z.infer<typeof openSchema>): Promise<IncomingMessage> {
  const body = order.body === null ? null : Buffer.from(order.body, 'base64');
  const headers = order.headers.filter(([name]) => !/^(?:connection|content-length)$/i.test(name));
  if (body !== null || ['POST', 'PUT', 'PATCH'].includes(order.method)) {
    headers.push(['Content-Length', String(body?.length ?? 0)]);
  }
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({
      host: '127.0.0.1',
      port: url.port,
      method: order.method,
      path: `${url.pathname}${url.search}`,
      headers: headers.flat(),
      agent: false,
    });
    const timer = order.readTimeoutMs === null ? null : setTimeout(fail('READ_TIMEOUT'), order.readTimeoutMs);
    function fail(code: string): () => void {
      return () => {
        reject(new PlayedError(code));
        outgoing.destroy();
      };
    }
    outgoing.once('error', fail('RESET'));
    outgoing.once('response', (response) => {
      if (timer !== null) clearTimeout(timer);
      resolve(response);
    });
    outgoing.end(body ?? undefined);
  });
}

class BodyReader {
  private rest: Buffer = Buffer.alloc(0);
  private readonly chunks: AsyncIterator<Buffer, undefined>;

  constructor(
    private readonly response: IncomingMessage,
    private readonly readTimeoutMs: number | null,
  ) {
    this.chunks = response[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  }

  async read(maxBytes: number): Promise<Buffer | null> {
    if (this.rest.length === 0) {
      const next = await this.next();
      if (next.done === true) return null;
      this.rest = next.value;
    }
    const part = this.rest.subarray(0, maxBytes);
    this.rest = this.rest.subarray(part.length);
    return part;
  }

  cancel(): void {
    this.response.destroy();
  }

  private async next(): Promise<IteratorResult<Buffer, undefined>> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      if (this.readTimeoutMs === null) return;
      timer = setTimeout(() => {
        reject(new PlayedError('READ_TIMEOUT'));
      }, this.readTimeoutMs);
    });
    try {
      return await Promise.race([this.chunks.next().catch(() => Promise.reject(new PlayedError('RESET'))), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
