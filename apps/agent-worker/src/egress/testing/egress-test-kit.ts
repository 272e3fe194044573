import { EgressError, type EgressBody, type EgressRequest, type EgressResponse } from '@cloakroom/sandbox';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:https';
import { createEgressBroker, type EgressBroker, type EgressBrokerOptions } from '../egress-broker.js';
import { TEST_TLS } from './tls.fixture.js';

/** A server on loopback that stands for a host of the internet. */
export interface PlayedHost {
  readonly port: number;
  readonly origin: string;
  /** Connections accepted so far. */
  connections(): number;
  /** Calls back when a connection is closed the next time. */
  onNextClose(callback: () => void): void;
  close(): Promise<void>;
}

async function listen(server: Server): Promise<PlayedHost> {
  const sockets = new Set<Socket>();
  const onClose: (() => void)[] = [];
  let connections = 0;
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      for (const callback of onClose.splice(0)) callback();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = isAddressInfo(address) ? address.port : 0;
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    connections: () => connections,
    onNextClose: (callback) => void onClose.push(callback),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function isAddressInfo(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

/** Plays a host that speaks HTTP. */
export function playHttp(listener: RequestListener): Promise<PlayedHost> {
  return listen(createHttpServer({ keepAliveTimeout: 10_000 }, listener));
}

/** Plays a host that speaks HTTP over TLS, with a certificate for `api.secure.test`. */
export function playHttps(listener: RequestListener): Promise<PlayedHost> {
  return listen(createTlsServer(TEST_TLS, listener));
}

/** Plays a host that says whatever `onSocket` writes. */
export function playTcp(onSocket: (socket: Socket) => void): Promise<PlayedHost> {
  return listen(createTcpServer(onSocket));
}

/** What a broker under test may do, and what it did. */
export interface TestBroker {
  readonly broker: EgressBroker;
  /** Names that were looked up, in order. */
  readonly lookups: string[];
  /** `address:port` of every connection that was attempted. */
  readonly dialled: string[];
}

/** How the played internet answers: per host name the addresses of each look-up, the last one for all that follow. */
export interface PlayedInternet extends Omit<EgressBrokerOptions, 'resolver' | 'dial'> {
  readonly names?: Readonly<Record<string, readonly (readonly string[])[]>>;
  /** The loopback port that stands for every public address. */
  readonly port?: number;
}

/** A broker whose names and connections are played on loopback; all else is real. */
export function openTestBroker({ names = {}, port = 9, ...options }: PlayedInternet = {}): TestBroker {
  const lookups: string[] = [];
  const dialled: string[] = [];
  const broker = createEgressBroker({
    ...options,
    resolver: {
      resolve: (hostname) => {
        const answers = names[hostname] ?? [];
        const answer = answers[Math.min(lookups.filter((name) => name === hostname).length, answers.length - 1)];
        lookups.push(hostname);
        if (answer === undefined) return Promise.reject(new Error('no such name'));
        return Promise.resolve(answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
      },
    },
    dial: (addresses, dialledPort) => {
      dialled.push(`${addresses.map(({ address }) => address).join(' ')}:${dialledPort}`);
      return connect(port, '127.0.0.1');
    },
  });
  return { broker, lookups, dialled };
}

/** A GET as `fetch` would send it, with parts replaced. */
export function requestFor(url: string, parts: Partial<EgressRequest> = {}): EgressRequest {
  return {
    url,
    method: 'GET',
    headers: [],
    body: null,
    redirect: 'follow',
    decompress: true,
    connectTimeoutMs: null,
    readTimeoutMs: null,
    ...parts,
  };
}

/** Never fires. */
export const NEVER: AbortSignal = new AbortController().signal;

/** The whole body. */
export async function readBody(body: EgressBody): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for (let piece = await body.read(65_536); piece !== null; piece = await body.read(65_536)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The whole body as text. */
export async function readText(response: EgressResponse): Promise<string> {
  return (await readBody(response.body)).toString();
}

/** The error that a request ends with. Throws when it ends with none, or with another class. */
export async function errorOf(outcome: Promise<unknown>): Promise<EgressError> {
  const error = await outcome.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof EgressError) return error;
  throw new Error('Expected an EgressError.', { cause: error });
}
