import { Module } from '@nestjs/common';
import { MessagesModule } from '../messages/messages.module.js';
import { SendMessageService } from '../messages/send-message.service.js';
import { RunServices } from '../runs/run-services.js';
import { RunsModule } from '../runs/runs.module.js';
import { PageNews } from './page-news.js';
import { RealtimeGateway } from './realtime.gateway.js';
import { SessionWatch } from './session-watch.js';
import { SocketAdmission } from './socket-admission.js';
import { SOCKET_REQUESTS, socketRequests } from './socket-requests.js';
import { SocketServing } from './socket-serving.js';

/** Sockets. Nothing else of the gateway knows of them. */
@Module({
  imports: [MessagesModule, RunsModule],
  providers: [
    {
      provide: SOCKET_REQUESTS,
      inject: [SendMessageService, RunServices],
      useFactory: socketRequests,
    },
    SocketAdmission,
    SocketServing,
    PageNews,
    SessionWatch,
    RealtimeGateway,
  ],
})
export class RealtimeModule {}
