import { Module } from '@nestjs/common';
import { MessagesModule } from '../messages/messages.module.js';
import { RunsModule } from '../runs/runs.module.js';
import { IdempotencySweeper } from './idempotency.sweeper.js';
import { RunApiController } from './run-api.controller.js';
import { RunApiReader } from './run-api.reader.js';
import { RunStarter } from './run-starter.js';

/** Runs over REST. */
@Module({
  imports: [MessagesModule, RunsModule],
  controllers: [RunApiController],
  providers: [RunStarter, RunApiReader, IdempotencySweeper],
})
export class RunApiModule {}
