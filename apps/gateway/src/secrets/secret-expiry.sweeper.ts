import { AuditTrail, ownerId, SystemSecretRepository } from '@cloakroom/persistence';
import type { Logger } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';
import { UserEvents } from '../user-events/user-events.js';
import { Sweeper } from '../upkeep/sweeper.js';

/** Writes down that a secret has expired, and tells its owner's pages, once. Workers look at the time themselves. */
@Injectable()
export class SecretExpirySweeper extends Sweeper {
  constructor(
    private readonly secrets: SystemSecretRepository,
    private readonly audit: AuditTrail,
    private readonly events: UserEvents,
    @Inject(LOGGER) logger: Logger,
  ) {
    super({ everyMs: 15_000, atStart: false, failed: 'Expired secrets could not be looked for' }, logger);
  }

  protected async work(): Promise<void> {
    for (const { userId, name } of await this.secrets.takeExpired()) {
      this.events.publish({ type: 'secrets:changed', userId });
      await this.audit.append(ownerId(userId), { type: 'secret.expired', secretName: name });
    }
  }
}
