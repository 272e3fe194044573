import { type BeforeApplicationShutdown, Inject, type OnApplicationBootstrap } from '@nestjs/common';
import {
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  type OnGatewayInit,
  WebSocketGateway,
  WebSocketServer,
} from '@nestjs/websockets';
import { countSockets, METRICS, type MetricsRegistry } from '../health/metrics.js';
import { PageNews } from './page-news.js';
import { SessionWatch } from './session-watch.js';
import { SocketAdmission } from './socket-admission.js';
import { SocketServing } from './socket-serving.js';
import type { RealtimeServer, RealtimeSocket } from './socket.types.js';

/** Lets signed-in pages in, answers their requests, and tells them what changed. */
@WebSocketGateway()
export class RealtimeGateway
  implements OnGatewayInit, OnGatewayConnection, OnGatewayDisconnect, OnApplicationBootstrap, BeforeApplicationShutdown
{
  @WebSocketServer() private readonly server: RealtimeServer;
  @Inject(METRICS) private readonly metrics: MetricsRegistry;

  constructor(
    private readonly admission: SocketAdmission,
    private readonly serving: SocketServing,
    private readonly news: PageNews,
    private readonly watch: SessionWatch,
  ) {}

  afterInit(server: RealtimeServer): void {
    server.use((socket, next) => void this.admission.admit(socket, next));
  }

  async onApplicationBootstrap(): Promise<void> {
    this.watch.start(this.server);
    await this.news.start(this.server);
  }

  beforeApplicationShutdown(): void {
    this.news.stop();
    this.watch.stop();
    for (const socket of this.server.sockets.sockets.values()) this.serving.end(socket);
  }

  handleConnection(socket: RealtimeSocket): void {
    const { identity } = socket.data;
    if (identity === undefined) socket.disconnect(true);
    else this.serving.begin(socket, identity);
    forgetHandshake(socket);
    countSockets(this.metrics, this.server.sockets.sockets.size);
  }

  handleDisconnect(socket: RealtimeSocket): void {
    this.serving.end(socket);
    countSockets(this.metrics, this.server.sockets.sockets.size);
  }
}

/** Who it is was read from the request by now, which would otherwise be kept as long as the connection. */
function forgetHandshake(socket: RealtimeSocket): void {
  socket.handshake.headers = {};
  Reflect.deleteProperty(socket.conn, 'request');
}
