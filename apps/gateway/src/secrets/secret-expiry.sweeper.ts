import { AuditTrail, ownerId, SystemSecretRepository } from '@cloakroom/persistence';
import type { Logger } from '@cloakroom/platform';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';
import { UserEvents } from '../user-events/user-events.js';

const INTERVAL_MS = 15_000;

/** Writes down that a secret has expired, and tells its owner's pages, once. Workers look at the time themselves. */
@Injectable()
export class SecretExpirySweeper implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | null = null;
  #sweep: Promise<void> | null = null;

  constructor(
    private readonly secrets: SystemSecretRepository,
    private readonly audit: AuditTrail,
    private readonly events: UserEvents,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.#sweep ??= this.sweep().finally(() => (this.#sweep = null));
    }, INTERVAL_MS);
  }

  async onModuleDestroy(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#sweep;
  }

  /** One round. Never throws. */
  async sweep(): Promise<void> {
    try {
      for (const { userId, name } of await this.secrets.takeExpired()) {
        this.events.publish({ type: 'secrets:changed', userId });
        await this.audit.append(ownerId(userId), { type: 'secret.expired', secretName: name });
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'Expired secrets could not be looked for');
    }
  }
}
