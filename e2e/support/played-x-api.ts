import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it arrived. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
}

/** `api.x.com`, played on loopback over real HTTP. */
export interface PlayedXApi {
  readonly origin: string;
  readonly close: () => Promise<void>;
}

/** The token that the played API accepts. */
export const PLAYED_BEARER_TOKEN = 'AAAAAAAAAAAAAAAAAAAAAPlayed%2Bx%3DbearerTokenOfTheWalk7Q';

const TWEETS = {
  data: [
    { id: '1790000000000000001', text: '@CreaoAI the new release is a joy to use', author_id: '11' },
    { id: '1790000000000000002', text: 'Trying @CreaoAI for our weekly report', author_id: '12' },
  ],
  meta: { result_count: 2, newest_id: '1790000000000000002', oldest_id: '1790000000000000001' },
};
const UNAUTHORIZED = { title: 'Unauthorized', type: 'about:blank', status: 401, detail: 'Unauthorized' };
const NOT_FOUND = { title: 'Not Found', type: 'about:blank', status: 404, detail: 'Not Found' };

/**
 * Starts the played API on a free port. `/2/tweets/search/recent` answers two tweets to the right bearer token and 401
 * to any other; `/played/received` lists what arrived, for assertions from another process.
 */
export async function startPlayedXApi(): Promise<PlayedXApi> {
  const received: ReceivedRequest[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://played');
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
    };
    request.resume();
    if (url.pathname === '/played/received') {
      answer(200, received);
      return;
    }
    received.push({
      method: request.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
    });
    if (url.pathname !== '/2/tweets/search/recent') {
      answer(404, NOT_FOUND);
      return;
    }
    const isRight = request.headers.authorization === `Bearer ${PLAYED_BEARER_TOKEN}`;
    answer(isRight ? 200 : 401, isRight ? TWEETS : UNAUTHORIZED);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
