import { randomUUID } from 'node:crypto';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { Persistence, PersistenceModule, ownerId } from '@cloakroom/persistence';
import {
  type Logger,
  RedisConnections,
  RedisKeys,
  RedisModule,
  RunLog,
  UserSignals,
  loggerModuleParams,
} from '@cloakroom/platform';
import type { IsolationReport, Sandbox } from '@cloakroom/sandbox';
import type { VaultOpener } from '@cloakroom/secrets/open';
import { LoggerModule } from 'nestjs-pino';
import { CallRecorder } from './audit/call-recorder.js';
import type { WorkerConfig } from './config/worker.config.js';
import { DrillWorker } from './drill/drill-worker.js';
import { type EgressBroker } from './egress/egress-broker.js';
import { OpenAiModel } from './model/openai-model.js';
import { SecretTasks } from './history/secret-task.js';
import { SecretTaskConsumer } from './queue/secret-task.consumer.js';
import { WebhookDeliveryConsumer } from './queue/webhook-delivery.consumer.js';
import { AgentRunConsumer } from './queue/agent-run.consumer.js';
import { QueueConsumers } from './queue/queue-consumers.js';
import { RunTurns } from './queue/run-turns.js';
import { RunFiles } from './files/run-files.js';
import { MongoRunStore } from './run/mongo-run-store.js';
import { RunEngine } from './run/run-engine.js';
import { RUN_LIMITS } from './run/run-limits.js';
import type { RunParts } from './run/run-parts.js';
import { WorkerCounters } from './presence/worker-counters.js';
import { WebhookSender } from './webhooks/webhook-sender.js';
import { WorkerLifecycle } from './worker-lifecycle.js';

/** What has to be there before the app: opened in `main.ts`, where a failure can say what to do. */
export interface WorkerResources {
  readonly config: WorkerConfig;
  readonly logger: Logger;
  readonly persistence: Persistence;
  readonly vault: VaultOpener;
  readonly sandbox: Sandbox;
  readonly isolation: IsolationReport;
  readonly egress: EgressBroker;
}

/** Forgets the data keys of accounts that were closed. */
const KEY_WATCH = Symbol('key watch');

/** The agent-worker: a queue consumer, the run engine, and what they work with. */
@Module({})
export class AppModule {
  static forRoot(resources: WorkerResources): DynamicModule {
    const { config, logger } = resources;
    return {
      module: AppModule,
      imports: [
        LoggerModule.forRoot(loggerModuleParams(logger)),
        RedisModule.forRoot({ url: config.REDIS_URL, prefix: config.QUEUE_PREFIX, patience: 'wait', logger }),
        PersistenceModule.forRoot(resources.persistence),
      ],
      providers: [
        WorkerCounters,
        ...queueProviders(resources),
        {
          provide: RunEngine,
          inject: [RunLog, UserSignals, WorkerCounters],
          useFactory: (log: RunLog, signals: UserSignals, counters: WorkerCounters) =>
            createEngine(resources, { log, signals, counters }),
        },
        {
          provide: DrillWorker,
          useFactory: () =>
            new DrillWorker({ drills: resources.persistence.systemDrills, sandbox: resources.sandbox, logger }),
        },
        {
          provide: KEY_WATCH,
          inject: [UserSignals],
          useFactory: (signals: UserSignals) =>
            signals.onAccountClosed((userId) => {
              if (userId !== '') resources.persistence.bodies.forget(ownerId(userId));
            }),
        },
        WorkerLifecycle,
      ],
    };
  }
}

/** The consumers of the queues. */
function queueProviders(resources: WorkerResources): Provider[] {
  const { config, logger, persistence } = resources;
  return [
    {
      provide: QueueConsumers,
      inject: [RedisConnections, RedisKeys],
      useFactory: (connections: RedisConnections, keys: RedisKeys) => new QueueConsumers({ connections, keys }),
    },
    {
      provide: AgentRunConsumer,
      inject: [RunEngine, QueueConsumers],
      useFactory: (engine: RunEngine, consumers: QueueConsumers) =>
        new AgentRunConsumer(
          { engine, turns: new RunTurns(persistence.runQueue, config.MAX_RUNS_PER_USER) },
          consumers,
          { concurrency: config.WORKER_CONCURRENCY, logger },
        ),
    },
    {
      provide: SecretTaskConsumer,
      inject: [RunLog, UserSignals, QueueConsumers],
      useFactory: (log: RunLog, signals: UserSignals, consumers: QueueConsumers) =>
        new SecretTaskConsumer(new SecretTasks({ ...resources, log, signals }), consumers, logger),
    },
    {
      provide: WebhookDeliveryConsumer,
      inject: [QueueConsumers],
      useFactory: (consumers: QueueConsumers) =>
        new WebhookDeliveryConsumer(new WebhookSender(resources), consumers, logger),
    },
  ];
}

function createEngine(resources: WorkerResources, shared: Pick<RunParts, 'log' | 'signals' | 'counters'>): RunEngine {
  const { config, logger, persistence, vault, sandbox, isolation, egress } = resources;
  return new RunEngine({
    workerId: randomUUID(),
    store: new MongoRunStore(
      persistence,
      { level: isolation.level, missing: isolation.missing.map(({ layer }) => layer) },
      config.MAX_RUNS_PER_USER,
    ),
    files: new RunFiles(persistence, config.MAX_FILE_MB_PER_USER),
    recorder: new CallRecorder(persistence),
    ...shared,
    codec: persistence.runEvents,
    model: new OpenAiModel({
      baseUrl: config.OPENAI_BASE_URL,
      apiKey: config.OPENAI_API_KEY,
      model: config.OPENAI_MODEL,
    }),
    sandbox,
    egress,
    vault,
    limits: {
      ...RUN_LIMITS,
      maxRunMs: config.MAX_RUN_MINUTES * 60_000,
      maxRunTokens: config.MAX_RUN_TOKENS,
      promptTtlMs: config.USER_ANSWER_MINUTES * 60_000,
    },
    logger,
  });
}
