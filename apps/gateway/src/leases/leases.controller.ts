import { uuidSchema, type LeaseView } from '@cloakroom/contracts';
import type { OwnerId } from '@cloakroom/persistence';
import { Controller, Delete, Get, HttpCode, Param } from '@nestjs/common';
import { Owner } from '../auth/session.guard.js';
import { LeasesService } from './leases.service.js';

/** `/api/v1/secrets/:id/leases`. */
@Controller('api/v1/secrets/:id/leases')
export class LeasesController {
  constructor(private readonly leases: LeasesService) {}

  @Get()
  list(@Owner() owner: OwnerId, @Param('id', { schema: uuidSchema }) id: string): Promise<{ leases: LeaseView[] }> {
    return this.leases.list(owner, id);
  }

  @Delete()
  @HttpCode(204)
  revoke(@Owner() owner: OwnerId, @Param('id', { schema: uuidSchema }) id: string): Promise<void> {
    return this.leases.revoke(owner, id);
  }
}
