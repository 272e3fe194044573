import type { Logger } from '@cloakroom/platform';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';

/** How a {@link Sweeper} goes about its rounds. */
export interface SweeperHabits {
  /** Milliseconds from the beginning of a round to that of the next; one that takes longer is not overlapped. */
  readonly everyMs: number;
  /** Whether the first round begins with the gateway; otherwise after `everyMs`. */
  readonly atStart: boolean;
  /** What the log says when a round failed. */
  readonly failed: string;
}

/** Upkeep that every gateway does again and again, from its start to its end. A round that fails is tried again at the next. */
export abstract class Sweeper implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | null = null;
  #round: Promise<void> | null = null;

  constructor(
    private readonly habits: SweeperHabits,
    protected readonly logger: Logger,
  ) {}

  /** The work of one round; may throw. */
  protected abstract work(): Promise<void>;

  onApplicationBootstrap(): void {
    if (this.habits.atStart) this.#begin();
    this.#timer = setInterval(() => this.#begin(), this.habits.everyMs);
  }

  /** Waits for the round under way. */
  async onModuleDestroy(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#round;
  }

  /** One round, whatever else is under way. Never throws. */
  async sweep(): Promise<void> {
    try {
      await this.work();
    } catch (error) {
      this.logger.warn({ err: error }, this.habits.failed);
    }
  }

  #begin(): void {
    this.#round ??= this.sweep().finally(() => (this.#round = null));
  }
}
