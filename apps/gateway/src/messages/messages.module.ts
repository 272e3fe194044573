import { Module } from '@nestjs/common';
import { FilesModule } from '../files/files.module.js';
import { RunsModule } from '../runs/runs.module.js';
import { BranchesController } from './branches.controller.js';
import { BranchesService } from './branches.service.js';
import { ConversationSeat } from './conversation-seat.js';
import { RunAdmission } from './run-admission.js';
import { SendMessageService } from './send-message.service.js';

/** Taking messages. */
@Module({
  imports: [RunsModule, FilesModule],
  controllers: [BranchesController],
  providers: [SendMessageService, BranchesService, RunAdmission, ConversationSeat],
  exports: [SendMessageService],
})
export class MessagesModule {}
