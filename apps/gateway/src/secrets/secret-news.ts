import { AuditTrail, type OwnerId, type StoredSecret } from '@cloakroom/persistence';
import { Injectable } from '@nestjs/common';
import { UserEvents } from '../user-events/user-events.js';
import { secretChanges } from './secret-changes.js';
import { SecretHistoryService } from './secret-history.service.js';

/** Tells the owner's open pages of a change, writes it down, and has a new value looked for in the history. */
@Injectable()
export class SecretNews {
  constructor(
    private readonly audit: AuditTrail,
    private readonly events: UserEvents,
    private readonly history: SecretHistoryService,
  ) {}

  async created(owner: OwnerId, secret: StoredSecret): Promise<void> {
    const { name } = secret;
    this.tellPages(owner);
    await this.history.enqueue(owner, secret, 'scan');
    await this.audit.append(owner, { type: 'secret.created', secretName: name });
  }

  async changed(owner: OwnerId, before: StoredSecret, after: StoredSecret): Promise<void> {
    this.tellPages(owner);
    if (after.version !== before.version) await this.history.enqueue(owner, after, 'scan');
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
