import type { ConversationChanged } from '@cloakroom/contracts';
import { Injectable } from '@nestjs/common';
import { Subject } from 'rxjs';

/** Something that a user's open pages are to be told. Ids only. */
export type UserEvent = { readonly userId: string } & (
  { readonly type: 'conversation:changed'; readonly change: ConversationChanged } | { readonly type: 'secrets:changed' }
);

/** From the features to the sockets, without either knowing the other. */
@Injectable()
export class UserEvents {
  readonly #events = new Subject<UserEvent>();

  readonly stream = this.#events.asObservable();

  publish(event: UserEvent): void {
    this.#events.next(event);
  }
}
