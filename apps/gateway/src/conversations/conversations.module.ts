import { Module } from '@nestjs/common';
import { ConversationsController } from './conversations.controller.js';
import { ConversationsService } from './conversations.service.js';
import { ConversationExport } from './export/conversation-export.js';
import { ExportController } from './export/export.controller.js';
import { TemporarySweeper } from './temporary.sweeper.js';
import { SearchService } from './search/search.service.js';

/** A person's conversations. */
@Module({
  controllers: [ExportController, ConversationsController],
  providers: [ConversationsService, SearchService, ConversationExport, TemporarySweeper],
})
export class ConversationsModule {}
