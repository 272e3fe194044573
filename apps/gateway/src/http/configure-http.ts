import { loggerModuleParams, userError, type Logger } from '@cloakroom/platform';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import helmet from 'helmet';
import { pinoHttp } from 'pino-http';
import type { GatewayConfig } from '../config/gateway.config.js';
import { contentSecurityPolicy } from './content-security-policy.js';
import type { OriginPolicy } from './origin-policy.js';
import { problemOf } from './problem.js';

/** Header in which the gateway itself writes the client's address; what a client sends under this name is dropped. */
export const CLIENT_ADDRESS_HEADER = 'x-cloakroom-client-address';

/** What every request passes before any route, the sign-in routes included: log line, headers, origin, address. */
export function configureHttp(
  app: NestExpressApplication,
  parts: { readonly config: GatewayConfig; readonly logger: Logger; readonly origins: OriginPolicy },
): void {
  const { config, logger, origins } = parts;
  const secure = config.PUBLIC_URL.startsWith('https:');
  app.disable('x-powered-by');
  if (config.TRUST_PROXY !== '') {
    app.set('trust proxy', /^\d+$/.test(config.TRUST_PROXY) ? Number(config.TRUST_PROXY) : config.TRUST_PROXY);
  }
  app.use(
    pinoHttp({ ...requestLog(logger), autoLogging: { ignore: ({ url }) => url?.startsWith('/health') ?? false } }),
  );
  app.use(
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: contentSecurityPolicy(config.PUBLIC_URL) },
      strictTransportSecurity: secure,
      referrerPolicy: { policy: 'no-referrer' },
      xFrameOptions: { action: 'deny' },
      // Over plain HTTP off localhost browsers ignore it and say so on every page.
      crossOriginOpenerPolicy: secure,
      originAgentCluster: secure,
    }),
  );
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (origins.allows(request)) {
      next();
      return;
    }
    const message =
      'This request comes from a page that may not use this server. Open the address of Cloakroom itself.';
    const problem = problemOf(userError('origin-refused', message, { status: 403 }));
    response.status(403).type('application/problem+json').json(problem);
  });
  app.use((request: Request, response: Response, next: NextFunction) => {
    request.headers[CLIENT_ADDRESS_HEADER] = request.ip ?? '';
    if (request.path.startsWith('/api/')) response.setHeader('cache-control', 'no-store');
    next();
  });
}

function requestLog(logger: Logger) {
  const { pinoHttp: options } = loggerModuleParams(logger);
  return typeof options === 'object' && !Array.isArray(options) && 'serializers' in options ? options : { logger };
}
