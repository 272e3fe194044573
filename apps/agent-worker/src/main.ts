import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Persistence } from '@cloakroom/persistence';
import {
  type Logger as PlatformLogger,
  RedisConnections,
  WorkerPresenceRegistry,
  createLogger,
  installShutdown,
} from '@cloakroom/platform';
import { createSandbox } from '@cloakroom/sandbox';
import { loadChatKeys } from '@cloakroom/secrets/chat-keys';
import { VaultOpener } from '@cloakroom/secrets/open';
import { Logger } from 'nestjs-pino';
import { AppModule } from './app.module.js';
import { type WorkerConfig, readWorkerConfig } from './config/worker.config.js';
import { createEgressBroker } from './egress/egress-broker.js';
import { describeWorker, readFigures } from './presence/describe-worker.js';
import { WorkerCounters } from './presence/worker-counters.js';
import { QueueConsumers } from './queue/queue-consumers.js';
import { RunEngine } from './run/run-engine.js';

const PROCESS_NAME = 'agent-worker';

async function startWorker(config: WorkerConfig, logger: PlatformLogger): Promise<void> {
  const egress = createEgressBroker({
    hostOverrides: config.EGRESS_HOST_OVERRIDES,
    allowHosts: config.EGRESS_ALLOW_HOSTS,
    denyHosts: config.EGRESS_DENY_HOSTS,
  });
  const vault = await VaultOpener.load(config.VAULT_PRIVATE_KEY_FILE);
  const chatKeys = await loadChatKeys(config.CHAT_KEY_FILE);
  const sandbox = createSandbox({
    level: config.SANDBOX_LEVEL,
    idle: { javascript: config.SANDBOX_IDLE_JAVASCRIPT, python: config.SANDBOX_IDLE_PYTHON },
    maxProcesses: config.SANDBOX_MAX_PROCESSES,
    maxQueued: config.SANDBOX_MAX_QUEUED,
  });
  const isolation = await sandbox.start();
  const persistence = await Persistence.open({ uri: config.MONGODB_URI, chatKeys, vaultKeyIds: vault.keyIds() });
  const app = await NestFactory.createApplicationContext(
    AppModule.forRoot({ config, logger, persistence, vault, sandbox, isolation, egress }),
    { bufferLogs: true, abortOnError: false },
  );
  app.useLogger(app.get(Logger));
  const consumers = app.get(QueueConsumers);
  consumers.assertComplete();
  await app.get(RedisConnections).assertNoEviction();
  const engine = app.get(RunEngine);
  const { workerId } = engine;
  const presence = describeWorker(workerId, config, isolation, egress);
  const counters = app.get(WorkerCounters);
  const leave = await app
    .get(WorkerPresenceRegistry)
    .announce(() => ({ ...presence, queues: consumers.names, figures: readFigures(sandbox, engine, counters) }));
  installShutdown({
    logger,
    close: async () => {
      await leave();
      await app.close();
      await Promise.all([sandbox.stop(), egress.close()]);
    },
  });
  const { level, missing } = presence.isolation;
  const { hostOverrides, model } = presence;
  logger.info({ workerId, level, missing, hostOverrides, model, python: isolation.python }, 'Agent worker is ready');
}

const config = readConfigOrExit();
const logger = createLogger({ processName: PROCESS_NAME, level: config.LOG_LEVEL });
startWorker(config, logger).catch((error: unknown) => {
  logger.fatal({ err: error }, messageOf(error));
  process.exit(1);
});

function readConfigOrExit(): WorkerConfig {
  try {
    return readWorkerConfig();
  } catch (error) {
    createLogger({ processName: PROCESS_NAME }).fatal({ err: error }, messageOf(error));
    process.exit(1);
  }
}

/** Nothing a user wrote exists yet at the start, so the message of any error may be shown. */
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'The agent worker cannot start';
}
