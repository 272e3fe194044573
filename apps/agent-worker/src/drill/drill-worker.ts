import { setTimeout as pause } from 'node:timers/promises';
import { PRODUCT_VERSION } from '@cloakroom/contracts';
import type { SystemDrillRepository } from '@cloakroom/persistence';
import type { Logger } from '@cloakroom/platform';
import type { Sandbox } from '@cloakroom/sandbox';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { runDrill } from './run-drill.js';

/** How often a worker looks for a drill, in milliseconds. */
const LOOK_MS = 2_000;

/** Makes the drills that users ask for, one at a time, in this worker's own sandbox. */
export class DrillWorker implements OnModuleInit, OnModuleDestroy {
  readonly #ending = new AbortController();
  #over: Promise<void> = Promise.resolve();

  constructor(
    private readonly parts: {
      readonly drills: SystemDrillRepository;
      readonly sandbox: Sandbox;
      readonly logger: Logger;
    },
  ) {}

  onModuleInit(): void {
    this.#over = this.#work();
  }

  async onModuleDestroy(): Promise<void> {
    this.#ending.abort();
    await this.#over;
  }

  async #work(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      await this.#makeNext().catch((error: unknown) => {
        this.parts.logger.warn({ err: error }, 'Drills have trouble');
      });
      await pause(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #makeNext(): Promise<void> {
    const { drills, sandbox, logger } = this.parts;
    const userId = await drills.claim();
    if (userId === null) return;
    let told: Promise<void> = Promise.resolve();
    const onProgress = (made: number, all: number): void => {
      told = told.then(() => drills.progress(userId, made, all)).catch(() => undefined);
    };
    try {
      const report = await runDrill({ sandbox, build: PRODUCT_VERSION, signal: this.#ending.signal, onProgress });
      await told;
      await drills.finish(userId, this.#ending.signal.aborted ? null : report);
    } catch (error) {
      logger.error({ err: error }, 'A drill could not be made');
      await drills.finish(userId, null);
    }
  }
}
