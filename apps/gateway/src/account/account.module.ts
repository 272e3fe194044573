import { type DynamicModule, Module } from '@nestjs/common';
import { AccountController } from './account.controller.js';
import { ACCOUNT_SOURCE, AccountService, type AccountSource } from './account.service.js';
import { AccountSweeper } from './account-sweeper.js';
import { KeyWatch } from './key-watch.js';

/** A person's account as a whole. */
@Module({})
export class AccountModule {
  static forRoot(source: AccountSource): DynamicModule {
    return {
      module: AccountModule,
      controllers: [AccountController],
      providers: [{ provide: ACCOUNT_SOURCE, useValue: source }, AccountService, AccountSweeper, KeyWatch],
    };
  }
}
