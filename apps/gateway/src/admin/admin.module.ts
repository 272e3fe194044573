import { Module } from '@nestjs/common';
import { AccountListService } from './account-list.service.js';
import { AdminActionLog } from './admin-log.js';
import { AdminOverviewService } from './admin-overview.service.js';
import { AdminController } from './admin.controller.js';
import { AdminService } from './admin.service.js';
import { SignUpController } from './sign-up.controller.js';

/** The installation's accounts, who may make one, and the log of what administrators did. */
@Module({
  controllers: [AdminController, SignUpController],
  providers: [AdminService, AdminActionLog, AccountListService, AdminOverviewService],
})
export class AdminModule {}
