import type {
  ClientToServerEvents,
  ConversationChanged,
  RunEvent,
  RunEventsFrame,
  ServerToClientEvents,
} from '@cloakroom/contracts';
import { type Socket, io } from 'socket.io-client';

type ClientSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** A page's connection, with everything it was told. */
export class TestSocket {
  readonly frames: RunEventsFrame[] = [];
  readonly changes: ConversationChanged[] = [];
  secretsChanged = 0;

  private constructor(readonly client: ClientSocket) {
    client.on('run:events', (frame) => void this.frames.push(frame));
    client.on('conversation:changed', (change) => void this.changes.push(change));
    client.on('secrets:changed', () => void (this.secretsChanged += 1));
  }

  /** Rejects with the server's refusal, or when the connection is lost before the server has answered. */
  static async connect(
    url: string,
    headers: Readonly<Record<string, string>>,
    auth: Readonly<Record<string, string>> = {},
  ): Promise<TestSocket> {
    const client: ClientSocket = io(url, {
      transports: ['websocket'],
      extraHeaders: { ...headers },
      auth: { ...auth },
      reconnection: false,
      forceNew: true,
      autoConnect: false,
    });
    const socket = new TestSocket(client);
    await new Promise<void>((resolve, reject) => {
      client.once('connect', resolve);
      client.once('connect_error', reject);
      client.once('disconnect', (reason) => reject(new Error(`Disconnected: ${reason}`)));
      client.connect();
    });
    return socket;
  }

  /** Sends anything, also what the types would not let pass, and gives back the acknowledgement. */
  ask(event: keyof ClientToServerEvents, payload: unknown): Promise<unknown> {
    const untyped: { emit(event: string, ...args: unknown[]): unknown } = this.client;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`No acknowledgement of ${event}`)), 5_000);
      untyped.emit(event, payload, (ack: unknown) => {
        clearTimeout(timer);
        resolve(ack);
      });
    });
  }

  /** Events of a run as they came in frames. */
  eventsOf(runId: string): RunEvent[] {
    return this.frames.filter((frame) => frame.runId === runId).flatMap(({ events }) => events);
  }

  /** Resolves when the server or the network has ended the connection. */
  get ended(): Promise<void> {
    if (!this.client.connected) return Promise.resolve();
    return new Promise((resolve) => this.client.once('disconnect', () => resolve()));
  }

  close(): void {
    this.client.disconnect();
  }
}
