import { deleteAccountSchema, type DeleteAccount } from '@cloakroom/contracts';
import { Body, Controller, Delete, HttpCode, Req } from '@nestjs/common';
import type { Request } from 'express';
import { AccountService } from './account.service.js';

/** `/api/v1/account`. */
@Controller('api/v1/account')
export class AccountController {
  constructor(private readonly account: AccountService) {}

  @Delete()
  @HttpCode(204)
  delete(@Req() request: Request, @Body({ schema: deleteAccountSchema }) body: DeleteAccount): Promise<void> {
    return this.account.delete(request.headers, body);
  }
}
