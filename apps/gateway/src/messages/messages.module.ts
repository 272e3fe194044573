import { Module } from '@nestjs/common';
import { RunsModule } from '../runs/runs.module.js';
import { ConversationSeat } from './conversation-seat.js';
import { RunAdmission } from './run-admission.js';
import { SendMessageService } from './send-message.service.js';

/** Taking messages. */
@Module({
  imports: [RunsModule],
  providers: [SendMessageService, RunAdmission, ConversationSeat],
  exports: [SendMessageService],
})
export class MessagesModule {}
