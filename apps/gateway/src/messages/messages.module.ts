import { Module } from '@nestjs/common';
import { RunsModule } from '../runs/runs.module.js';
import { SendMessageService } from './send-message.service.js';

/** Taking messages. */
@Module({ imports: [RunsModule], providers: [SendMessageService], exports: [SendMessageService] })
export class MessagesModule {}
