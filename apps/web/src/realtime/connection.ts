import type { ClientToServerEvents, ServerToClientEvents } from '@cloakroom/contracts';
import { io, type Socket } from 'socket.io-client';
import type { z } from 'zod';
import { createStore, type ReadableStore } from '../platform/store.js';
import { ackSchemas, frameSchemas, parseAck, type SocketPort, type SocketReply } from './socket-port.js';

/** `connecting` until the first connection; `refused` when the server turned the session down. */
export type ConnectionState = 'connecting' | 'online' | 'offline' | 'refused';

/** The page's one connection: the port for the chat, its state for the banner. */
export interface Connection {
  readonly port: SocketPort;
  readonly state: ReadableStore<ConnectionState>;
  open(): void;
  close(): void;
}

const ACK_TIMEOUT_MS = 8_000;

type ClientSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/**
 * `userId` is who this page shows: the server refuses the connection when the cookie has become another account's, as
 * after signing in as somebody else in another tab, so that nothing of one account is sent as the other.
 */
export function createConnection(userId: string): Connection {
  const state = createStore<ConnectionState>('connecting');
  const socket: ClientSocket = io({
    autoConnect: false,
    auth: { userId },
    transports: ['websocket'],
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
  });
  socket.on('connect', () => state.set('online'));
  // The server ends the connections of a session that was revoked; the client library does not try those again.
  socket.on('disconnect', (reason) => state.set(reason === 'io server disconnect' ? 'refused' : 'offline'));
  socket.on('connect_error', () => state.set(socket.active ? 'offline' : 'refused'));

  // The browser notices a lost or regained network long before a heartbeat does.
  const goOffline = (): void => {
    if (socket.connected) socket.io.engine.close();
    state.set('offline');
  };
  const goOnline = (): void => {
    if (!socket.connected) socket.disconnect().connect();
  };
  return {
    state,
    port: portOf(socket),
    open() {
      window.addEventListener('offline', goOffline);
      window.addEventListener('online', goOnline);
      socket.connect();
    },
    close() {
      window.removeEventListener('offline', goOffline);
      window.removeEventListener('online', goOnline);
      socket.disconnect();
      state.set('connecting');
    },
  };
}

function portOf(socket: ClientSocket): SocketPort {
  async function ask<T>(schema: z.ZodType<T>, emit: () => Promise<unknown>): Promise<SocketReply<T>> {
    if (!socket.connected) return { kind: 'unanswered' };
    try {
      return parseAck(schema, await emit());
    } catch {
      return { kind: 'unanswered' };
    }
  }
  const patient = () => socket.timeout(ACK_TIMEOUT_MS);
  return {
    isConnected: () => socket.connected,
    sendMessage: (payload) => ask(ackSchemas['message:send'], () => patient().emitWithAck('message:send', payload)),
    subscribeRun: (payload) => ask(ackSchemas['run:subscribe'], () => patient().emitWithAck('run:subscribe', payload)),
    cancelRun: (payload) => ask(ackSchemas['run:cancel'], () => patient().emitWithAck('run:cancel', payload)),
    retryRun: (payload) => ask(ackSchemas['run:retry'], () => patient().emitWithAck('run:retry', payload)),
    regenerateAnswer: (payload) =>
      ask(ackSchemas['message:send'], () => patient().emitWithAck('answer:regenerate', payload)),
    runPosition: (payload) => ask(ackSchemas['run:position'], () => patient().emitWithAck('run:position', payload)),
    steerRun: (payload) => ask(ackSchemas['run:steer'], () => patient().emitWithAck('run:steer', payload)),
    unsteerRun: (payload) => ask(ackSchemas['run:steer'], () => patient().emitWithAck('run:unsteer', payload)),
    unsubscribeRun(payload) {
      if (socket.connected) socket.emit('run:unsubscribe', payload, () => undefined);
    },
    onConnect(listener) {
      socket.on('connect', listener);
      return () => socket.off('connect', listener);
    },
    onRunEvents: (listener) => onFrame(socket, 'run:events', frameSchemas['run:events'], listener),
    onConversationChanged: (listener) =>
      onFrame(socket, 'conversation:changed', frameSchemas['conversation:changed'], listener),
    onSecretsChanged(listener) {
      const hear = (): void => listener();
      socket.on('secrets:changed', hear);
      return () => socket.off('secrets:changed', hear);
    },
  };
}

function onFrame<T>(
  socket: ClientSocket,
  event: 'run:events' | 'conversation:changed',
  schema: z.ZodType<T>,
  listener: (frame: T) => void,
): () => void {
  const hear = (frame: unknown): void => {
    const parsed = schema.safeParse(frame);
    if (parsed.success) listener(parsed.data);
  };
  socket.on(event, hear);
  return () => socket.off(event, hear);
}
