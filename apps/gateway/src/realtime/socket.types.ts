import type { ClientToServerEvents, ServerToClientEvents } from '@cloakroom/contracts';
import type { OwnerId } from '@cloakroom/persistence';
import type { DefaultEventsMap, Server, Socket } from 'socket.io';

/** What the gateway knows of a socket; set once, when it was let in. */
export interface SocketIdentity {
  readonly owner: OwnerId;
  readonly sessionId: string;
  /** Cookie of the handshake, to look the session up again. */
  readonly cookie: string;
}

interface SocketData {
  identity?: SocketIdentity;
}

/** The server with its typed events. */
export type RealtimeServer = Server<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>;

/** One browser page's connection. */
export type RealtimeSocket = Socket<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketData>;

/** Room of all pages of a user, on every gateway. */
export function userRoom(userId: string): string {
  return `user:${userId}`;
}

/** Room of all pages of a session, on every gateway. */
export function sessionRoom(sessionId: string): string {
  return `session:${sessionId}`;
}
