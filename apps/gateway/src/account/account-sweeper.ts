import { AccountClosure } from '@cloakroom/persistence';
import type { Logger } from '@cloakroom/platform';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';

const INTERVAL_MS = 60_000;

/** Completes deletions of accounts that were cut short. Every gateway may. */
@Injectable()
export class AccountSweeper implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | null = null;
  #sweep: Promise<void> | null = null;

  constructor(
    private readonly closure: AccountClosure,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#begin();
    this.#timer = setInterval(() => this.#begin(), INTERVAL_MS);
  }

  async onModuleDestroy(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#sweep;
  }

  /** One round. Never throws. */
  async sweep(): Promise<void> {
    try {
      for (const owner of await this.closure.listUnsettled()) await this.closure.removeEverything(owner);
    } catch (error) {
      this.logger.warn({ err: error }, 'What closed accounts have left could not be removed');
    }
  }

  #begin(): void {
    this.#sweep ??= this.sweep().finally(() => (this.#sweep = null));
  }
}
