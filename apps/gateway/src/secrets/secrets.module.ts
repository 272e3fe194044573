import { Module } from '@nestjs/common';
import { SecretsController } from './secrets.controller.js';
import { SecretNews } from './secret-news.js';
import { SecretTransferService } from './secret-transfer.service.js';
import { SecretsService } from './secrets.service.js';

/** A person's secrets. */
@Module({
  controllers: [SecretsController],
  providers: [SecretsService, SecretTransferService, SecretNews],
  exports: [SecretsService],
})
export class SecretsModule {}
