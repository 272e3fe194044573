import {
  beginTemporarySchema,
  bulkConversationsSchema,
  conversationSearchSchema,
  updateConversationSchema,
  uuidSchema,
} from '@cloakroom/contracts';
import type {
  BeginTemporary,
  BulkConversations,
  ConversationSearch,
  ConversationView,
  MessageView,
  SearchAnswer,
  UpdateConversation,
} from '@cloakroom/contracts';
import type { OwnerId } from '@cloakroom/persistence';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { Owner } from '../auth/session.guard.js';
import { conversationPageSchema, type ConversationPage } from './conversation-page.js';
import { ConversationsService } from './conversations.service.js';
import { SearchService } from './search/search.service.js';

/** `/api/v1/conversations`. */
@Controller('api/v1/conversations')
export class ConversationsController {
  constructor(
    private readonly conversations: ConversationsService,
    private readonly searches: SearchService,
  ) {}

  @Get()
  list(
    @Owner() owner: OwnerId,
    @Query({ schema: conversationPageSchema }) page: ConversationPage,
  ): Promise<{ conversations: ConversationView[]; next: string | null }> {
    return this.conversations.list(owner, page);
  }

  @Post('search')
  @HttpCode(200)
  search(
    @Owner() owner: OwnerId,
    @Body({ schema: conversationSearchSchema }) body: ConversationSearch,
  ): Promise<SearchAnswer> {
    return this.searches.search(owner, body);
  }

  @Post('temporary')
  beginTemporary(
    @Owner() owner: OwnerId,
    @Body({ schema: beginTemporarySchema }) { id }: BeginTemporary,
  ): Promise<ConversationView> {
    return this.conversations.beginTemporary(owner, id);
  }

  @Post('bulk')
  @HttpCode(204)
  bulk(@Owner() owner: OwnerId, @Body({ schema: bulkConversationsSchema }) body: BulkConversations): Promise<void> {
    return this.conversations.bulk(owner, body);
  }

  @Get(':id/messages')
  messages(
    @Owner() owner: OwnerId,
    @Param('id', { schema: uuidSchema }) id: string,
  ): Promise<{ conversation: ConversationView; messages: MessageView[] }> {
    return this.conversations.messagesOf(owner, id);
  }

  @Patch(':id')
  change(
    @Owner() owner: OwnerId,
    @Param('id', { schema: uuidSchema }) id: string,
    @Body({ schema: updateConversationSchema }) body: UpdateConversation,
  ): Promise<ConversationView> {
    return this.conversations.change(owner, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  delete(@Owner() owner: OwnerId, @Param('id', { schema: uuidSchema }) id: string): Promise<void> {
    return this.conversations.delete(owner, id);
  }
}
