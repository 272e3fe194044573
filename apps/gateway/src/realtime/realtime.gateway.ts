import type { ClientToServerEvents, RunEvent } from '@cloakroom/contracts';
import { RunLogTail, UserSignals, type Logger } from '@cloakroom/platform';
import { type BeforeApplicationShutdown, Inject, type OnApplicationBootstrap } from '@nestjs/common';
import {
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  type OnGatewayInit,
  WebSocketGateway,
  WebSocketServer,
} from '@nestjs/websockets';
import { SessionEndings } from '../auth/session-endings.js';
import { SessionReader } from '../auth/session-reader.js';
import { LOGGER } from '../config/logger.module.js';
import { countSockets, METRICS, type MetricsRegistry } from '../health/metrics.js';
import { SendMessageService } from '../messages/send-message.service.js';
import { RunService } from '../runs/run.service.js';
import { UserEvents, type UserEvent } from '../user-events/user-events.js';
import { answerRequest } from './answer-request.js';
import { drained } from './drained.js';
import { RequestBudget } from './request-budget.js';
import { RunRelay } from './run-relay.js';
import { SessionWatch } from './session-watch.js';
import { socketRequests, type SocketRequests } from './socket-requests.js';
import { sessionRoom, userRoom, type RealtimeServer, type RealtimeSocket } from './socket.types.js';

/** Lets signed-in pages in, answers their requests, and tells them what changed. */
@WebSocketGateway()
export class RealtimeGateway
  implements OnGatewayInit, OnGatewayConnection, OnGatewayDisconnect, OnApplicationBootstrap, BeforeApplicationShutdown
{
  @WebSocketServer() private readonly server: RealtimeServer;
  readonly #relays = new WeakMap<RealtimeSocket, RunRelay>();
  readonly #requests: SocketRequests;
  readonly #stops: (() => void)[] = [];

  constructor(
    messages: SendMessageService,
    private readonly runs: RunService,
    private readonly tail: RunLogTail,
    private readonly signals: UserSignals,
    private readonly events: UserEvents,
    private readonly sessions: SessionReader,
    private readonly endings: SessionEndings,
    @Inject(METRICS) private readonly metrics: MetricsRegistry,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#requests = socketRequests(messages, runs);
  }

  afterInit(server: RealtimeServer): void {
    server.use((socket, next) => void this.#admit(socket, next));
  }

  async onApplicationBootstrap(): Promise<void> {
    const watch = new SessionWatch(this.server, this.sessions, this.logger);
    watch.start();
    const ended = this.endings.stream.subscribe((sessionId) => watch.end(sessionId));
    const told = this.events.stream.subscribe((event) => this.#tell(event));
    const unsubscribe = await this.signals.onConversationChanged(({ userId, ...change }) => {
      this.server.local.to(userRoom(userId)).emit('conversation:changed', change);
    });
    this.#stops.push(
      unsubscribe,
      () => watch.stop(),
      () => ended.unsubscribe(),
      () => told.unsubscribe(),
    );
  }

  beforeApplicationShutdown(): void {
    for (const stop of this.#stops) stop();
    for (const socket of this.server.sockets.sockets.values()) this.#relays.get(socket)?.close();
  }

  handleConnection(socket: RealtimeSocket): void {
    const { identity } = socket.data;
    if (identity === undefined) {
      socket.disconnect(true);
      return;
    }
    const { owner, sessionId } = identity;
    void socket.join([userRoom(owner), sessionRoom(sessionId)]);
    const send = async (runId: string, events: RunEvent[]): Promise<void> => {
      socket.emit('run:events', { runId, events });
      await drained(socket);
    };
    const relay = new RunRelay({ owner, send }, this.tail, (...entries) => this.runs.decode(...entries));
    this.#relays.set(socket, relay);
    this.#serve(socket, { requester: { owner, relay }, budget: new RequestBudget(), logger: this.logger });
    countSockets(this.metrics, this.server.sockets.sockets.size);
  }

  handleDisconnect(socket: RealtimeSocket): void {
    this.#relays.get(socket)?.close();
    countSockets(this.metrics, this.server.sockets.sockets.size);
  }

  #serve(socket: RealtimeSocket, parts: Parameters<typeof answerRequest>[2]): void {
    const requests = this.#requests;
    const serve = <E extends keyof ClientToServerEvents>(event: E): void => {
      const request = requests[event];
      // The payload's type is a promise of the client; it is parsed before it is believed.
      const listener = (...args: readonly unknown[]): void => void answerRequest(request, args, parts);
      socket.on<keyof ClientToServerEvents>(event, listener);
    };
    serve('message:send');
    serve('run:subscribe');
    serve('run:unsubscribe');
    serve('run:cancel');
  }

  async #admit(socket: RealtimeSocket, next: (error?: Error) => void): Promise<void> {
    try {
      const { cookie } = socket.handshake.headers;
      const signedIn = await this.sessions.read(socket.handshake.headers);
      if (signedIn === null || cookie === undefined) return next(new Error('signed-out'));
      socket.data.identity = { owner: signedIn.owner, sessionId: signedIn.sessionId, cookie };
      next();
    } catch (error) {
      this.logger.error({ err: error }, 'A session could not be looked up');
      // Not a refusal: the page tries again.
      socket.conn.close();
    }
  }

  #tell(event: UserEvent): void {
    const pages = this.server.to(userRoom(event.userId));
    switch (event.type) {
      case 'conversation:changed':
        pages.emit('conversation:changed', event.change);
        break;
      case 'secrets:changed':
        pages.emit('secrets:changed', {});
        break;
    }
  }
}
