import { Module } from '@nestjs/common';
import { MessagesModule } from '../messages/messages.module.js';
import { RunsModule } from '../runs/runs.module.js';
import { RealtimeGateway } from './realtime.gateway.js';

/** Sockets. Nothing else of the gateway knows of them. */
@Module({ imports: [MessagesModule, RunsModule], providers: [RealtimeGateway] })
export class RealtimeModule {}
