import { FileRepository, SystemFileRepository } from '@cloakroom/persistence';
import type { Logger } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';
import { Sweeper } from '../upkeep/sweeper.js';

/** Deletes files that went with no message for a day, and what is left of those that never came in whole. */
@Injectable()
export class FileSweeper extends Sweeper {
  constructor(
    private readonly everybodys: SystemFileRepository,
    private readonly files: FileRepository,
    @Inject(LOGGER) logger: Logger,
  ) {
    super({ everyMs: 60_000, atStart: true, failed: 'Files that were never sent could not be cleared away' }, logger);
  }

  protected async work(): Promise<void> {
    for (const { id, owner } of await this.everybodys.findUnsent()) await this.files.deleteUnsent(owner, id);
    for (const { id, owner } of await this.everybodys.findBroken()) await this.files.discard(owner, id);
  }
}
