import { UserSignals } from '@cloakroom/platform';
import { Injectable } from '@nestjs/common';
import { UserEvents, type UserEvent } from '../user-events/user-events.js';
import { userRoom, type RealtimeServer } from './socket.types.js';

/** Tells a user's open pages what changed, whoever changed it: this gateway, another one, or a worker. */
@Injectable()
export class PageNews {
  readonly #stops: (() => void)[] = [];

  constructor(
    private readonly signals: UserSignals,
    private readonly events: UserEvents,
  ) {}

  async start(server: RealtimeServer): Promise<void> {
    const told = this.events.stream.subscribe((event) => tell(server, event));
    this.#stops.push(() => told.unsubscribe());
    // A worker's word reaches every gateway, so each tells its own pages only.
    const unsubscribe = await this.signals.onConversationChanged(({ userId, ...change }) => {
      server.local.to(userRoom(userId)).emit('conversation:changed', change);
    });
    this.#stops.push(unsubscribe);
    const unsubscribeSecrets = await this.signals.onSecretsChanged((userId) => {
      server.local.to(userRoom(userId)).emit('secrets:changed', {});
    });
    this.#stops.push(unsubscribeSecrets);
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }
}

function tell(server: RealtimeServer, event: UserEvent): void {
  const pages = server.to(userRoom(event.userId));
  switch (event.type) {
    case 'conversation:changed':
      pages.emit('conversation:changed', event.change);
      break;
    case 'secrets:changed':
      pages.emit('secrets:changed', {});
      break;
  }
}
