import { type DynamicModule, Inject, Module, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { TryLimits } from '../limits/try-limits.js';
import type { Logger } from '../logging/logger.js';
import { WorkerPresenceRegistry } from '../presence/worker-presence.registry.js';
import { AgentRunQueue } from '../queues/agent-run.queue.js';
import { SecretTaskQueue } from '../queues/secret-task.queue.js';
import { WebhookDeliveryQueue } from '../queues/webhook-delivery.queue.js';
import { RunLogTail } from '../runs/run-log-tail.js';
import { RunLog } from '../runs/run-log.js';
import { RunSignals } from '../runs/run-signals.js';
import { UserSignals } from '../runs/user-signals.js';
import { RedisConnections, type RedisPatience } from './redis-connections.js';
import { RedisKeys } from './redis-keys.js';
import { RedisSubscriber } from './redis-subscriber.js';

/** Options of {@link RedisModule.forRoot}. */
export interface RedisModuleOptions {
  readonly url: string;
  /** See {@link RedisKeys}. */
  readonly prefix: string;
  readonly patience: RedisPatience;
  readonly logger: Logger;
}

/** Everything that goes through Redis, for any module to inject; closes its connections when the app has shut down. */
@Module({})
export class RedisModule implements OnApplicationShutdown {
  @Inject(WebhookDeliveryQueue) private readonly deliveries: WebhookDeliveryQueue;

  constructor(
    @Inject(RedisConnections) private readonly connections: RedisConnections,
    @Inject(RunLogTail) private readonly tail: RunLogTail,
    @Inject(AgentRunQueue) private readonly queue: AgentRunQueue,
    @Inject(SecretTaskQueue) private readonly tasks: SecretTaskQueue,
  ) {}

  static forRoot(options: RedisModuleOptions): DynamicModule {
    const providers = redisProviders(options);
    return { module: RedisModule, global: true, providers, exports: providers };
  }

  async onApplicationShutdown(): Promise<void> {
    this.tail.close();
    await this.queue.close();
    await this.tasks.close();
    await this.deliveries.close();
    await this.connections.close();
  }
}

function redisProviders(options: RedisModuleOptions): Provider[] {
  const { logger } = options;
  const keys = new RedisKeys(options.prefix);
  const connections = new RedisConnections({ url: options.url, patience: options.patience, logger });
  const subscriber = new RedisSubscriber(connections, logger);
  const log = new RunLog(connections, keys);
  return [
    { provide: RedisKeys, useValue: keys },
    { provide: RedisConnections, useValue: connections },
    { provide: RedisSubscriber, useValue: subscriber },
    { provide: AgentRunQueue, useValue: new AgentRunQueue(connections, keys) },
    { provide: SecretTaskQueue, useValue: new SecretTaskQueue(connections, keys) },
    { provide: WebhookDeliveryQueue, useValue: new WebhookDeliveryQueue(connections, keys) },
    { provide: TryLimits, useValue: new TryLimits(connections, keys) },
    { provide: RunLog, useValue: log },
    { provide: RunLogTail, useValue: new RunLogTail(log, subscriber, keys, logger) },
    { provide: RunSignals, useValue: new RunSignals(connections, subscriber, keys) },
    { provide: UserSignals, useValue: new UserSignals(connections, subscriber, keys) },
    { provide: WorkerPresenceRegistry, useValue: new WorkerPresenceRegistry(connections, keys, logger) },
  ];
}
