import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { RunSignals } from '@cloakroom/platform';
import { AgentRunConsumer } from './queue/agent-run.consumer.js';
import { SecretTaskConsumer } from './queue/secret-task.consumer.js';
import { WebhookDeliveryConsumer } from './queue/webhook-delivery.consumer.js';
import { RunEngine } from './run/run-engine.js';

/** How long runs under way may go on when the worker is told to stop, in milliseconds. */
const GRACE_MS = 20_000;

/** Connects the engine to the signals, and at the end stops it before the connections are closed. */
@Injectable()
export class WorkerLifecycle implements OnModuleInit, OnModuleDestroy {
  @Inject(WebhookDeliveryConsumer) private readonly webhooks: WebhookDeliveryConsumer;

  constructor(
    @Inject(RunEngine) private readonly engine: RunEngine,
    @Inject(AgentRunConsumer) private readonly consumer: AgentRunConsumer,
    @Inject(RunSignals) private readonly signals: RunSignals,
    @Inject(SecretTaskConsumer) private readonly tasks: SecretTaskConsumer,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.signals.onCancel((runId) => this.engine.cancel(runId));
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.consumer.pause(), this.tasks.close(), this.webhooks.close()]);
    await this.engine.stop(GRACE_MS);
    await this.consumer.close();
  }
}
