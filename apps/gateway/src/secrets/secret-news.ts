import { AuditTrail, type OwnerId, type StoredSecret } from '@cloakroom/persistence';
import { Injectable } from '@nestjs/common';
import { UserEvents } from '../user-events/user-events.js';
import { secretChanges } from './secret-changes.js';

/** Tells the owner's open pages of a change, and writes it down in the audit trail. */
@Injectable()
export class SecretNews {
  constructor(
    private readonly audit: AuditTrail,
    private readonly events: UserEvents,
  ) {}

  async created(owner: OwnerId, { name }: StoredSecret): Promise<void> {
    this.tellPages(owner);
    await this.audit.append(owner, { type: 'secret.created', secretName: name });
  }

  async changed(owner: OwnerId, before: StoredSecret, after: StoredSecret): Promise<void> {
    this.tellPages(owner);
    await this.audit.append(owner, ...secretChanges(before, after));
  }

  async deleted(owner: OwnerId, { name }: StoredSecret): Promise<void> {
    this.tellPages(owner);
    await this.audit.append(owner, { type: 'secret.deleted', secretName: name });
  }

  private tellPages(owner: OwnerId): void {
    this.events.publish({ type: 'secrets:changed', userId: owner });
  }
}
