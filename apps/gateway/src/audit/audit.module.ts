import { Module } from '@nestjs/common';
import { AuditController } from './audit.controller.js';
import { AuditSweeper } from './audit-sweeper.js';

/** A person's audit trail: read, exported, swept. Features append to it themselves. */
@Module({ controllers: [AuditController], providers: [AuditSweeper] })
export class AuditModule {}
