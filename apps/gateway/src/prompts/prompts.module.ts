import { Module } from '@nestjs/common';
import { LeasesModule } from '../leases/leases.module.js';
import { RunsModule } from '../runs/runs.module.js';
import { SecretsModule } from '../secrets/secrets.module.js';
import { PromptSecretService } from './prompt-secret.service.js';
import { PromptSweeper } from './prompt-sweeper.js';
import { PromptsController } from './prompts.controller.js';
import { PromptsService } from './prompts.service.js';
import { WaitingRuns } from './waiting-runs.js';

/** What agents ask a person, and how their runs go on. */
@Module({
  imports: [RunsModule, SecretsModule, LeasesModule],
  controllers: [PromptsController],
  providers: [PromptsService, PromptSecretService, WaitingRuns, PromptSweeper],
})
export class PromptsModule {}
