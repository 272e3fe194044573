import { Module } from '@nestjs/common';
import { QueuePlaces } from './queue-places.js';
import { RunCanceller } from './run.canceller.js';
import { RunEnqueuer } from './run-enqueuer.js';
import { RunReader } from './run.reader.js';
import { RunSweeper } from './run-sweeper.js';
import { StopEnforcer } from './stop-enforcer.js';
import { StoppedRunLog } from './stopped-run-log.js';

/** Runs as the gateway sees them. */
@Module({
  providers: [QueuePlaces, RunEnqueuer, RunSweeper, RunReader, RunCanceller, StopEnforcer, StoppedRunLog],
  exports: [QueuePlaces, RunEnqueuer, RunReader, RunCanceller],
})
export class RunsModule {}
