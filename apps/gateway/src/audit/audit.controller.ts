import { auditQuerySchema, type AuditExport, type AuditPage, type AuditQuery } from '@cloakroom/contracts';
import { AuditTrail, type OwnerId } from '@cloakroom/persistence';
import { Controller, Get, Header, Query, StreamableFile } from '@nestjs/common';
import { Owner } from '../auth/session.guard.js';
import { openVerifier } from './audit-verifier.js';

/** `/api/v1/audit`: a person's own audit trail. There is no route that changes one. */
@Controller('api/v1/audit')
export class AuditController {
  constructor(private readonly trail: AuditTrail) {}

  @Get()
  list(@Owner() owner: OwnerId, @Query({ schema: auditQuerySchema }) query: AuditQuery): Promise<AuditPage> {
    const { secret, ...filter } = query;
    return this.trail.list(owner, { ...filter, secretName: secret });
  }

  @Get('export')
  @Header('content-disposition', 'attachment; filename="cloakroom-audit.json"')
  export(@Owner() owner: OwnerId): Promise<AuditExport> {
    return this.trail.export(owner);
  }

  @Get('verify-audit.mjs')
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="verify-audit.mjs"')
  verifier(): StreamableFile {
    return openVerifier();
  }
}
