import type { OwnerId } from '@cloakroom/persistence';
import type { Logger } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { SessionReader } from '../auth/session-reader.js';
import { LOGGER } from '../config/logger.module.js';
import type { RealtimeSocket } from './socket.types.js';

/** Lets a socket in when its handshake carries somebody's session, and notes whose. */
@Injectable()
export class SocketAdmission {
  constructor(
    private readonly sessions: SessionReader,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async admit(socket: RealtimeSocket, next: (error?: Error) => void): Promise<void> {
    try {
      const { cookie } = socket.handshake.headers;
      const signedIn = await this.sessions.read(socket.handshake.headers);
      if (signedIn === null || cookie === undefined) {
        next(new Error('signed-out'));
        return;
      }
      if (isForAnother(socket, signedIn.owner)) {
        next(new Error('other-account'));
        return;
      }
      socket.data.identity = { owner: signedIn.owner, sessionId: signedIn.sessionId, cookie };
      next();
    } catch (error) {
      this.logger.error({ err: error }, 'A session could not be looked up');
      // Not a refusal: the page tries again.
      socket.conn.close();
    }
  }
}

/** A page may say whose it is; it is not let in as somebody else, whose session the browser has by now. */
function isForAnother(socket: RealtimeSocket, owner: OwnerId): boolean {
  const auth: Readonly<Record<string, unknown>> = socket.handshake.auth;
  return auth['userId'] !== undefined && auth['userId'] !== owner;
}
