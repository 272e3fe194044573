import 'reflect-metadata';
import { createLogger, installShutdown } from '@cloakroom/platform';
import { readGatewayConfig } from './config/gateway.config.js';
import { startGateway } from './start-gateway.js';

const logger = createLogger({ processName: 'gateway' });
try {
  const config = readGatewayConfig();
  logger.level = config.LOG_LEVEL;
  const gateway = await startGateway(config, logger);
  installShutdown({ logger, close: () => gateway.close() });
} catch (error) {
  const words = error instanceof Error ? error.message : 'Unknown trouble.';
  logger.fatal({ err: error }, `The gateway does not start: ${words}`);
  process.exit(1);
}
