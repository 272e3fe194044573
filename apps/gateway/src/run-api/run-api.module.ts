import { Module } from '@nestjs/common';
import { MessagesModule } from '../messages/messages.module.js';
import { RunsModule } from '../runs/runs.module.js';
import { IdempotencySweeper } from './idempotency.sweeper.js';
import { RunApiController } from './run-api.controller.js';
import { RunApiReader } from './run-api.reader.js';
import { RunEventStreams, STREAM_HABITS, type StreamHabits } from './run-event-streams.js';
import { RunStarter } from './run-starter.js';

const HABITS: StreamHabits = { heartbeatMs: 15_000, patienceMs: 60_000 };

/** Runs over REST. */
@Module({
  imports: [MessagesModule, RunsModule],
  controllers: [RunApiController],
  providers: [
    RunStarter,
    RunApiReader,
    RunEventStreams,
    IdempotencySweeper,
    { provide: STREAM_HABITS, useFactory: () => ({ ...HABITS }) },
  ],
})
export class RunApiModule {}
