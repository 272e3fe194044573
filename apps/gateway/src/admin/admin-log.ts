import type { AdminLog, AdminLogQuery, AuditEvent } from '@cloakroom/contracts';
import { AccountDirectory, AuditTrail, ownerId, type OwnerId } from '@cloakroom/persistence';
import { Injectable } from '@nestjs/common';

type AdminEvent = Extract<AuditEvent, { readonly about: unknown }>;

/** The installation's own trail: no account has this id, so nobody's deletion takes it away. */
const INSTALLATION = ownerId('installation');

/** What administrators did: an audit trail like a person's, append-only and hash-chained, of the installation. */
@Injectable()
export class AdminActionLog {
  constructor(
    private readonly trail: AuditTrail,
    private readonly accounts: AccountDirectory,
  ) {}

  append(by: OwnerId, type: AdminEvent['type'], more: { readonly about?: string; readonly detail: string }) {
    return this.trail.append(INSTALLATION, { type, by, about: more.about ?? null, detail: more.detail });
  }

  async list({ before, limit }: AdminLogQuery): Promise<AdminLog> {
    const page = await this.trail.list(INSTALLATION, { before, limit, type: 'admin' });
    const told = page.entries.flatMap(({ seq, at, event }) => ('about' in event ? [{ seq, at, event }] : []));
    const names = await this.accounts.namesOf(told.flatMap(({ event: { by, about } }) => [by, about ?? by]));
    const entries = told.map(({ seq, at, event: { type, by, about, detail } }) => ({
      ...{ seq, at, type, detail },
      by: names.get(by) ?? null,
      about: about === null ? null : (names.get(about) ?? null),
    }));
    return { entries, next: page.next };
  }
}
