import { deleteAccountSchema, type DeleteAccount } from '@cloakroom/contracts';
import type { OwnerId } from '@cloakroom/persistence';
import { Body, Controller, Delete, HttpCode, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Owner } from '../auth/session.guard.js';
import { AccountService } from './account.service.js';

/** `/api/v1/account`. */
@Controller('api/v1/account')
export class AccountController {
  constructor(private readonly account: AccountService) {}

  @Delete()
  @HttpCode(204)
  delete(
    @Owner() owner: OwnerId,
    @Req() request: Request,
    @Body({ schema: deleteAccountSchema }) body: DeleteAccount,
  ): Promise<void> {
    return this.account.delete(owner, request.headers, body);
  }
}
