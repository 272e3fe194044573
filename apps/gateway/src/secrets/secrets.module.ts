import { Module } from '@nestjs/common';
import { SecretsController } from './secrets.controller.js';
import { SecretExpirySweeper } from './secret-expiry.sweeper.js';
import { SecretHistoryService } from './secret-history.service.js';
import { SecretNews } from './secret-news.js';
import { SecretTaskSweeper } from './secret-task.sweeper.js';
import { SecretTransferService } from './secret-transfer.service.js';
import { SecretsService } from './secrets.service.js';

/** A person's secrets. */
@Module({
  controllers: [SecretsController],
  providers: [
    SecretsService,
    SecretTransferService,
    SecretNews,
    SecretHistoryService,
    SecretTaskSweeper,
    SecretExpirySweeper,
  ],
  exports: [SecretsService],
})
export class SecretsModule {}
