import { grantLeaseSchema, promptQuerySchema, provideSecretSchema, uuidSchema } from '@cloakroom/contracts';
import type { GrantLease, PromptView, ProvideSecret } from '@cloakroom/contracts';
import type { OwnerId } from '@cloakroom/persistence';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Owner } from '../auth/session.guard.js';
import { PromptSecretService } from './prompt-secret.service.js';
import { PromptsService } from './prompts.service.js';

/** `/api/v1/prompts`. */
@Controller('api/v1/prompts')
export class PromptsController {
  constructor(
    private readonly prompts: PromptsService,
    private readonly promptSecrets: PromptSecretService,
  ) {}

  @Get()
  list(
    @Owner() owner: OwnerId,
    @Query({ schema: promptQuerySchema }) _query: object,
  ): Promise<{ prompts: PromptView[] }> {
    return this.prompts.listOpen(owner);
  }

  @Get(':id')
  find(@Owner() owner: OwnerId, @Param('id', { schema: uuidSchema }) id: string): Promise<PromptView> {
    return this.prompts.find(owner, id);
  }

  @Post(':id/secret')
  @HttpCode(200)
  provide(
    @Owner() owner: OwnerId,
    @Param('id', { schema: uuidSchema }) id: string,
    @Body({ schema: provideSecretSchema }) body: ProvideSecret,
  ): Promise<PromptView> {
    return this.promptSecrets.provide(owner, id, body);
  }

  @Post(':id/lease')
  @HttpCode(200)
  grant(
    @Owner() owner: OwnerId,
    @Param('id', { schema: uuidSchema }) id: string,
    @Body({ schema: grantLeaseSchema }) { scope }: GrantLease,
  ): Promise<PromptView> {
    return this.prompts.grant(owner, id, scope);
  }

  @Post(':id/decline')
  @HttpCode(200)
  decline(@Owner() owner: OwnerId, @Param('id', { schema: uuidSchema }) id: string): Promise<PromptView> {
    return this.prompts.decline(owner, id);
  }
}
