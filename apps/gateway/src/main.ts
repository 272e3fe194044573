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
  // Only errors written for the operator are repeated in words: a foreign one may quote an address with its password.
  const isForOperator = error instanceof Error && 'kind' in error && error.kind === 'operational';
  const words = isForOperator ? error.message : 'Something unexpected went wrong; see the error in this line.';
  logger.fatal({ err: error }, `The gateway does not start: ${words}`);
  process.exit(1);
}
