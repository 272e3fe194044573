import type { Logger } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { Subscription } from 'rxjs';
import { SessionEndings } from '../auth/session-endings.js';
import { SessionReader } from '../auth/session-reader.js';
import { LOGGER } from '../config/logger.module.js';
import { sessionRoom, type RealtimeServer, type SocketIdentity } from './socket.types.js';

/** How often the sessions of open sockets are looked up again, in milliseconds. */
const RECHECK_MS = 30_000;

/**
 * Closes the sockets of sessions that are over. A session ended through any gateway is announced at once; looking again
 * every 30 s catches the ones that expired or were removed in the database.
 */
@Injectable()
export class SessionWatch {
  #timer: NodeJS.Timeout | null = null;
  #endings: Subscription | null = null;
  #server: RealtimeServer | null = null;

  constructor(
    private readonly sessions: SessionReader,
    private readonly endings: SessionEndings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  start(server: RealtimeServer): void {
    this.#server = server;
    this.#timer = setInterval(() => void this.recheck(), RECHECK_MS);
    this.#endings = this.endings.stream.subscribe((sessionId) => {
      server.in(sessionRoom(sessionId)).disconnectSockets(true);
    });
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#endings?.unsubscribe();
  }

  /** Looks up each session once, however many pages it has open here. A database that is away ends nobody's session. */
  async recheck(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    for (const identity of openSessions(server)) {
      try {
        const current = await this.sessions.read({ cookie: identity.cookie });
        const same = current?.sessionId === identity.sessionId && current.owner === identity.owner;
        if (!same) server.local.in(sessionRoom(identity.sessionId)).disconnectSockets(true);
      } catch (error) {
        this.logger.warn({ err: error }, 'Sessions of open sockets could not be looked up');
        return;
      }
    }
  }
}

function openSessions(server: RealtimeServer): Iterable<SocketIdentity> {
  const bySession = new Map<string, SocketIdentity>();
  for (const { data } of server.sockets.sockets.values()) {
    if (data.identity !== undefined) bySession.set(data.identity.sessionId, data.identity);
  }
  return bySession.values();
}
