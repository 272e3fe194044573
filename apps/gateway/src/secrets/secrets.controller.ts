import { createSecretSchema, importSecretsSchema, updateSecretSchema, uuidSchema } from '@cloakroom/contracts';
import type {
  CreateSecret,
  ImportResults,
  ImportSecrets,
  SecretExport,
  SecretView,
  UpdateSecret,
} from '@cloakroom/contracts';
import type { OwnerId } from '@cloakroom/persistence';
import { Body, Controller, Delete, Get, Header, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { Owner } from '../auth/session.guard.js';
import { SecretHistoryService } from './secret-history.service.js';
import { SecretTransferService } from './secret-transfer.service.js';
import { SecretsService } from './secrets.service.js';

/** `/api/v1/secrets`. */
@Controller('api/v1/secrets')
export class SecretsController {
  constructor(
    private readonly secrets: SecretsService,
    private readonly transfer: SecretTransferService,
    private readonly history: SecretHistoryService,
  ) {}

  @Get()
  list(@Owner() owner: OwnerId): Promise<{ secrets: SecretView[] }> {
    return this.secrets.list(owner);
  }

  @Post()
  create(@Owner() owner: OwnerId, @Body({ schema: createSecretSchema }) body: CreateSecret): Promise<SecretView> {
    return this.secrets.create(owner, body);
  }

  @Post('import')
  @HttpCode(200)
  import(@Owner() owner: OwnerId, @Body({ schema: importSecretsSchema }) body: ImportSecrets): Promise<ImportResults> {
    return this.transfer.import(owner, body);
  }

  @Get('export')
  @Header('content-disposition', 'attachment; filename="cloakroom-secret-names.json"')
  export(@Owner() owner: OwnerId): Promise<SecretExport> {
    return this.transfer.export(owner);
  }

  @Post(':id/scrub')
  @HttpCode(202)
  scrub(@Owner() owner: OwnerId, @Param('id', { schema: uuidSchema }) id: string): Promise<SecretView> {
    return this.history.scrub(owner, id);
  }

  @Patch(':id')
  update(
    @Owner() owner: OwnerId,
    @Param('id', { schema: uuidSchema }) id: string,
    @Body({ schema: updateSecretSchema }) body: UpdateSecret,
  ): Promise<SecretView> {
    return this.secrets.update(owner, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  delete(@Owner() owner: OwnerId, @Param('id', { schema: uuidSchema }) id: string): Promise<void> {
    return this.secrets.delete(owner, id);
  }
}
