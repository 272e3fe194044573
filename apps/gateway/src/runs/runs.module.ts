import { Module } from '@nestjs/common';
import { QueuePlaces } from './queue-places.js';
import { RunCanceller } from './run.canceller.js';
import { RunEnqueuer } from './run-enqueuer.js';
import { RunReader } from './run.reader.js';
import { RunServices } from './run-services.js';
import { RunSteering } from './run-steering.js';
import { RunSweeper } from './run-sweeper.js';
import { StopEnforcer } from './stop-enforcer.js';
import { StoppedRunLog } from './stopped-run-log.js';

/** Runs as the gateway sees them. */
@Module({
  providers: [
    QueuePlaces,
    RunEnqueuer,
    RunSweeper,
    RunReader,
    RunCanceller,
    StopEnforcer,
    StoppedRunLog,
    RunSteering,
    RunServices,
  ],
  exports: [QueuePlaces, RunEnqueuer, RunReader, RunCanceller, RunSteering, RunServices],
})
export class RunsModule {}
