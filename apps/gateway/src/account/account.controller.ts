import { deleteAccountSchema, setPasswordSchema, type DeleteAccount, type SetPassword } from '@cloakroom/contracts';
import type { OwnerId } from '@cloakroom/persistence';
import { Body, Controller, Delete, HttpCode, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Owner } from '../auth/session.guard.js';
import { AccountService } from './account.service.js';

/** `/api/v1/account`. */
@Controller('api/v1/account')
export class AccountController {
  constructor(private readonly account: AccountService) {}

  @Post('password')
  @HttpCode(204)
  setPassword(@Req() request: Request, @Body({ schema: setPasswordSchema }) body: SetPassword): Promise<void> {
    return this.account.setPassword(request.headers, body);
  }

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
