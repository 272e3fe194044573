import { Module } from '@nestjs/common';
import { ConversationsController } from './conversations.controller.js';
import { ConversationsService } from './conversations.service.js';
import { SearchService } from './search/search.service.js';

/** A person's conversations. */
@Module({ controllers: [ConversationsController], providers: [ConversationsService, SearchService] })
export class ConversationsModule {}
