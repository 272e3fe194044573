import { Module } from '@nestjs/common';
import { SecretsController } from './secrets.controller.js';
import { SecretsService } from './secrets.service.js';

/** A person's secrets. */
@Module({ controllers: [SecretsController], providers: [SecretsService], exports: [SecretsService] })
export class SecretsModule {}
