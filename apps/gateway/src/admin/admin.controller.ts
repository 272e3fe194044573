/*
 * Trusted: the role that the database has for the session's account, read anew at every request. Not trusted: what the
 * page says it may show. No route here tells anything that an account holds: no name of a secret, no title, no message.
 */
import {
  accountListQuerySchema,
  adminLogQuerySchema,
  changeAccountSchema,
  createInvitationSchema,
  signUpRuleSchema,
  uuidSchema,
  type AccountList,
  type AccountListQuery,
  type AccountView,
  type AdminOverview,
  type AdminLog,
  type AdminLogQuery,
  type ChangeAccount,
  type CreatedInvitation,
  type CreateInvitation,
  type InvitationList,
  type SignUpRule,
} from '@cloakroom/contracts';
import type { OwnerId } from '@cloakroom/persistence';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ForAdministrators, Owner } from '../auth/session.guard.js';
import { AccountListService } from './account-list.service.js';
import { AdminActionLog } from './admin-log.js';
import { AdminOverviewService } from './admin-overview.service.js';
import { AdminService } from './admin.service.js';

/** `/api/v1/admin`. */
@ForAdministrators()
@Controller('api/v1/admin')
export class AdminController {
  constructor(
    private readonly admin: AdminService,
    private readonly log: AdminActionLog,
    private readonly list: AccountListService,
    private readonly overviews: AdminOverviewService,
  ) {}

  @Get('overview')
  overview(): Promise<AdminOverview> {
    return this.overviews.look();
  }

  @Get('accounts')
  accounts(@Query({ schema: accountListQuerySchema }) query: AccountListQuery): Promise<AccountList> {
    return this.list.page(query);
  }

  @Patch('accounts/:id')
  changeAccount(
    @Owner() by: OwnerId,
    @Param('id', { schema: uuidSchema }) id: string,
    @Body({ schema: changeAccountSchema }) { role }: ChangeAccount,
  ): Promise<AccountView> {
    return this.admin.setRole(by, id, role);
  }

  @Get('sign-up')
  signUpRule(): Promise<SignUpRule> {
    return this.admin.signUpRule();
  }

  @Put('sign-up')
  setSignUpRule(@Owner() by: OwnerId, @Body({ schema: signUpRuleSchema }) rule: SignUpRule): Promise<SignUpRule> {
    return this.admin.setSignUpRule(by, rule);
  }

  @Get('invitations')
  invitations(): Promise<InvitationList> {
    return this.admin.listInvitations();
  }

  @Post('invitations')
  invite(
    @Owner() by: OwnerId,
    @Body({ schema: createInvitationSchema }) body: CreateInvitation,
  ): Promise<CreatedInvitation> {
    return this.admin.invite(by, body);
  }

  @Delete('invitations/:id')
  @HttpCode(204)
  revokeInvitation(@Owner() by: OwnerId, @Param('id', { schema: uuidSchema }) id: string): Promise<void> {
    return this.admin.revokeInvitation(by, id);
  }

  @Get('log')
  actions(@Query({ schema: adminLogQuerySchema }) query: AdminLogQuery): Promise<AdminLog> {
    return this.log.list(query);
  }
}
