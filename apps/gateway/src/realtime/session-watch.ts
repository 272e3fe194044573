import type { Logger } from '@cloakroom/platform';
import type { SessionReader } from '../auth/session-reader.js';
import { sessionRoom, type RealtimeServer, type SocketIdentity } from './socket.types.js';

/** How often the sessions of open sockets are looked up again, in milliseconds. */
const RECHECK_MS = 30_000;

/**
 * Closes the sockets of sessions that are over. A session ended through any gateway is announced at once; looking again
 * every 30 s catches the ones that expired or were removed in the database.
 */
export class SessionWatch {
  #timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly server: RealtimeServer,
    private readonly sessions: SessionReader,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.#timer = setInterval(() => void this.recheck(), RECHECK_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  /** On every gateway. */
  end(sessionId: string): void {
    this.server.in(sessionRoom(sessionId)).disconnectSockets(true);
  }

  /** Looks up each session once, however many pages it has open here. A database that is away ends nobody's session. */
  async recheck(): Promise<void> {
    for (const identity of this.#openSessions()) {
      try {
        const current = await this.sessions.read({ cookie: identity.cookie });
        const same = current?.sessionId === identity.sessionId && current.owner === identity.owner;
        if (!same) this.server.local.in(sessionRoom(identity.sessionId)).disconnectSockets(true);
      } catch (error) {
        this.logger.warn({ err: error }, 'Sessions of open sockets could not be looked up');
        return;
      }
    }
  }

  #openSessions(): Iterable<SocketIdentity> {
    const bySession = new Map<string, SocketIdentity>();
    for (const { data } of this.server.sockets.sockets.values()) {
      if (data.identity !== undefined) bySession.set(data.identity.sessionId, data.identity);
    }
    return bySession.values();
  }
}
