import { Module } from '@nestjs/common';
import { RunEnqueuer } from './run-enqueuer.js';
import { RunSweeper } from './run-sweeper.js';
import { RunService } from './run.service.js';

/** Runs as the gateway sees them. */
@Module({ providers: [RunEnqueuer, RunSweeper, RunService], exports: [RunEnqueuer, RunService] })
export class RunsModule {}
