import { Module } from '@nestjs/common';
import { RunCanceller } from './run.canceller.js';
import { RunEnqueuer } from './run-enqueuer.js';
import { RunReader } from './run.reader.js';
import { RunSweeper } from './run-sweeper.js';
import { StoppedRunLog } from './stopped-run-log.js';

/** Runs as the gateway sees them. */
@Module({
  providers: [RunEnqueuer, RunSweeper, RunReader, RunCanceller, StoppedRunLog],
  exports: [RunEnqueuer, RunReader, RunCanceller],
})
export class RunsModule {}
