import { BodyVault, ownerId } from '@cloakroom/persistence';
import { UserSignals } from '@cloakroom/platform';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';

/** Forgets the data key of an account that was closed, whichever gateway closed it. */
@Injectable()
export class KeyWatch implements OnModuleInit, OnModuleDestroy {
  #stop: () => void = () => undefined;

  constructor(
    private readonly signals: UserSignals,
    private readonly bodies: BodyVault,
  ) {}

  async onModuleInit(): Promise<void> {
    this.#stop = await this.signals.onAccountClosed((userId) => {
      if (userId !== '') this.bodies.forget(ownerId(userId));
    });
  }

  onModuleDestroy(): void {
    this.#stop();
  }
}
