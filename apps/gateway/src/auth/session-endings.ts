import { Subject } from 'rxjs';

/** From the sign-in library to the sockets: ids of sessions that were signed out or revoked in this process. */
export class SessionEndings {
  readonly #endings = new Subject<string>();

  readonly stream = this.#endings.asObservable();

  publish(sessionId: string): void {
    this.#endings.next(sessionId);
  }
}
