import type { AddressInfo } from 'node:net';
import { Persistence } from '@cloakroom/persistence';
import { operationalError, RedisConnections, type Logger } from '@cloakroom/platform';
import { loadChatKeys } from '@cloakroom/secrets/chat-keys';
import { VaultSealer } from '@cloakroom/secrets/seal';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { json, type NextFunction, type Request, type Response } from 'express';
import { AppModule } from './app.module.js';
import { ensureAuthIndexes } from './auth/auth-indexes.js';
import { createAuth } from './auth/create-auth.js';
import { serveAuth } from './auth/serve-auth.js';
import { SessionEndings } from './auth/session-endings.js';
import { loadAuthSecret } from './config/auth-secret.js';
import type { GatewayConfig } from './config/gateway.config.js';
import { isUpload } from './files/upload-request.js';
import { configureHttp } from './http/configure-http.js';
import { NestLogger } from './http/nest-logger.js';
import { OriginPolicy } from './http/origin-policy.js';
import { SocketAdapter } from './realtime/socket.adapter.js';
import { assertPage, serveWeb } from './web/serve-web.js';

/** A value of 64 KiB in JSON's longest spelling, and a little more. */
const BODY_LIMIT = '512kb';

/** A gateway that listens. */
export interface RunningGateway {
  readonly app: NestExpressApplication;
  readonly port: number;
  /** Ends it in order: no new requests, sockets told, then Redis and MongoDB. */
  close(): Promise<void>;
}

/** Checks keys, MongoDB and Redis, then listens. Throws with what to do when one of them is wrong. */
export async function startGateway(config: GatewayConfig, logger: Logger): Promise<RunningGateway> {
  if (config.WEB_DIST_DIR !== undefined) assertPage(config.WEB_DIST_DIR);
  const [secret, chatKeys, sealer] = await Promise.all([
    loadAuthSecret(config.AUTH_SECRET_FILE),
    loadChatKeys(config.CHAT_KEY_FILE),
    VaultSealer.load(config.VAULT_PUBLIC_KEY_FILE),
  ]);
  await checkRedis(config, logger);
  const persistence = await Persistence.open({ uri: config.MONGODB_URI, chatKeys, vaultKeyIds: sealer.keyIds() });
  try {
    await ensureAuthIndexes(persistence);
    const origins = new OriginPolicy(config.PUBLIC_URL, config.TRUSTED_ORIGINS);
    const endings = new SessionEndings();
    const auth = createAuth({ config, secret, persistence, origins, endings, logger });
    const module = AppModule.forRoot({ config, logger, persistence, sealer, auth, endings });
    const app = await NestFactory.create<NestExpressApplication>(module, {
      bodyParser: false,
      abortOnError: false,
      logger: new NestLogger(logger),
    });
    configureHttp(app, { config, logger, origins });
    serveAuth(app, auth);
    const parseJson = json({ limit: BODY_LIMIT });
    app.use('/api/v1', (request: Request, response: Response, next: NextFunction) =>
      isUpload({ method: request.method, path: request.baseUrl + request.path })
        ? next()
        : parseJson(request, response, next),
    );
    if (config.WEB_DIST_DIR !== undefined) serveWeb(app, config.WEB_DIST_DIR);
    app.useWebSocketAdapter(new SocketAdapter(app, origins));
    await listen(app, config);
    const { port } = app.getHttpServer().address() as AddressInfo;
    logger.info({ port, host: config.HOST, url: config.PUBLIC_URL }, 'listening');
    return { app, port, close: () => app.close() };
  } catch (error) {
    await persistence.close();
    throw error;
  }
}

async function listen(app: NestExpressApplication, { PORT: port, HOST: host }: GatewayConfig): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    await app.close().catch(() => undefined);
    const message = `Port ${port} of ${host} cannot be listened on. Set PORT to a free one, or end what uses it.`;
    throw operationalError('port-taken', message, error);
  }
}

async function checkRedis({ REDIS_URL: url }: GatewayConfig, logger: Logger): Promise<void> {
  const redis = new RedisConnections({ url, patience: 'fail-fast', logger });
  try {
    await redis.ping(5_000).catch((error: unknown) => {
      throw operationalError('redis-down', 'Redis does not answer. Check REDIS_URL and that the server runs.', error);
    });
    await redis.assertNoEviction();
  } finally {
    await redis.close();
  }
}
