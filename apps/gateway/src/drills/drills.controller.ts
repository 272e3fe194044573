import type { DrillView } from '@cloakroom/contracts';
import { DrillRepository, type OwnerId } from '@cloakroom/persistence';
import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { Owner } from '../auth/session.guard.js';

/** `/api/v1/secrets/drill`: a worker tries to get planted values out, with none of the user's own. */
@Controller('api/v1/secrets/drill')
export class DrillsController {
  constructor(private readonly drills: DrillRepository) {}

  @Get()
  find(@Owner() owner: OwnerId): Promise<DrillView> {
    return this.drills.find(owner);
  }

  @Post()
  @HttpCode(202)
  async request(@Owner() owner: OwnerId): Promise<DrillView> {
    await this.drills.request(owner);
    return this.drills.find(owner);
  }
}
