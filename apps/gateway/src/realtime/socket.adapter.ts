/*
 * Trusted: the origin policy. Not trusted: every upgrade request and frame.
 * What must never cross: a socket that another site's page opened (browsers do not guard upgrades, so the origin is
 * checked here), or anything but ids through the adapter's Redis streams.
 */
import type { IncomingMessage } from 'node:http';
import { RedisConnections, RedisKeys } from '@cloakroom/platform';
import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import type { Server, ServerOptions } from 'socket.io';
import type { OriginPolicy } from '../http/origin-policy.js';

/** Largest frame a browser may send: a message of 32,000 characters, each escaped. */
const MAX_FRAME_BYTES = 256 * 1024;
const POLL_MS = 500;

/** Options of every socket server of the gateway. */
export class SocketAdapter extends IoAdapter {
  constructor(
    private readonly app: INestApplicationContext,
    private readonly origins: OriginPolicy,
  ) {
    super(app);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const keys = this.app.get(RedisKeys);
    const redis = this.app.get(RedisConnections).create('sockets', 'wait');
    const server: unknown = super.createIOServer(port, {
      ...options,
      serveClient: false,
      // A page asks again by itself what it missed, so there is no need for requests that stick to one gateway.
      transports: ['websocket'],
      maxHttpBufferSize: MAX_FRAME_BYTES,
      pingInterval: 15_000,
      pingTimeout: 10_000,
      connectTimeout: 10_000,
      allowRequest: this.allowRequest,
      adapter: createAdapter(redis, {
        streamName: `${keys.prefix}:sockets`,
        channelPrefix: `${keys.prefix}:sockets`,
        sessionKeyPrefix: `${keys.prefix}:sockets:session:`,
        maxLen: 10_000,
        blockTimeInMs: POLL_MS,
      }),
    } as ServerOptions);
    return server as Server;
  }

  private readonly allowRequest = (
    request: IncomingMessage,
    decide: (refusal: string | null | undefined, allowed: boolean) => void,
  ): void => {
    const allowed = this.origins.isTrusted(request.headers.origin);
    decide(allowed ? null : 'origin-refused', allowed);
  };
}
