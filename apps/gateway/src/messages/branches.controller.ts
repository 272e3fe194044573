import { chooseBranchSchema, uuidSchema, type ChooseBranch } from '@cloakroom/contracts';
import type { OwnerId } from '@cloakroom/persistence';
import { Body, Controller, HttpCode, Param, Put } from '@nestjs/common';
import { Owner } from '../auth/session.guard.js';
import { BranchesService } from './branches.service.js';

/** `/api/v1/conversations/:id/branch`. */
@Controller('api/v1/conversations')
export class BranchesController {
  constructor(private readonly branches: BranchesService) {}

  @Put(':id/branch')
  @HttpCode(204)
  choose(
    @Owner() owner: OwnerId,
    @Param('id', { schema: uuidSchema }) id: string,
    @Body({ schema: chooseBranchSchema }) { messageId }: ChooseBranch,
  ): Promise<void> {
    return this.branches.choose(owner, id, messageId);
  }
}
