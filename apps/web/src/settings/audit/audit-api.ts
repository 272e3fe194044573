import { auditExportSchema, auditPageSchema, type AuditExport, type AuditPage } from '@cloakroom/contracts';
import { api } from '../../platform/api-client.js';

/** What the list is narrowed to; empty for everything. */
export interface AuditFilter {
  readonly type: string;
  readonly secret: string;
}

export function listAudit(filter: AuditFilter, before: number | null): Promise<AuditPage> {
  const query = new URLSearchParams({
    limit: '30',
    ...(filter.type === '' ? {} : { type: filter.type }),
    ...(filter.secret === '' ? {} : { secret: filter.secret }),
    ...(before === null ? {} : { before: String(before) }),
  });
  return api('GET', `/api/v1/audit?${query.toString()}`, auditPageSchema);
}

export function exportAudit(): Promise<AuditExport> {
  return api('GET', '/api/v1/audit/export', auditExportSchema);
}
