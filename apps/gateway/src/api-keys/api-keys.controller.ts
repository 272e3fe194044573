import {
  createApiKeySchema,
  uuidSchema,
  type ApiKeyView,
  type CreateApiKey,
  type CreatedApiKey,
} from '@cloakroom/contracts';
import type { OwnerId } from '@cloakroom/persistence';
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { Owner } from '../auth/session.guard.js';
import { ApiKeysService } from './api-keys.service.js';

/** `/api/v1/api-keys`: for the page alone; a key opens none of these routes. */
@Controller('api/v1/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Get()
  list(@Owner() owner: OwnerId): Promise<{ keys: ApiKeyView[] }> {
    return this.keys.list(owner);
  }

  @Post()
  create(@Owner() owner: OwnerId, @Body({ schema: createApiKeySchema }) body: CreateApiKey): Promise<CreatedApiKey> {
    return this.keys.create(owner, body);
  }

  @Delete(':id')
  @HttpCode(204)
  revoke(@Owner() owner: OwnerId, @Param('id', { schema: uuidSchema }) id: string): Promise<void> {
    return this.keys.revoke(owner, id);
  }
}
