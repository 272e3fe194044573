import { SystemConversationRepository } from '@cloakroom/persistence';
import type { Logger } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';
import { Sweeper } from '../upkeep/sweeper.js';
import { ConversationsService } from './conversations.service.js';

/** Deletes temporary conversations whose time is over, with everything in them. */
@Injectable()
export class TemporarySweeper extends Sweeper {
  constructor(
    private readonly everybodys: SystemConversationRepository,
    private readonly conversations: ConversationsService,
    @Inject(LOGGER) logger: Logger,
  ) {
    super({ everyMs: 60_000, atStart: true, failed: 'Temporary chats could not be cleared away' }, logger);
  }

  protected async work(): Promise<void> {
    for (const { id, owner } of await this.everybodys.findOverdue()) await this.conversations.deleteIfAny(owner, id);
  }
}
