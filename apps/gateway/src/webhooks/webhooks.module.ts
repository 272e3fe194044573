import { Module } from '@nestjs/common';
import { WebhookEnqueuer } from './webhook-enqueuer.js';
import { WebhookTeller } from './webhook-teller.js';
import { WebhookSweeper } from './webhook.sweeper.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

/** Webhooks: made and told what happens here; sent by the worker, which alone can sign. */
@Module({
  controllers: [WebhooksController],
  providers: [WebhooksService, WebhookEnqueuer, WebhookTeller, WebhookSweeper],
})
export class WebhooksModule {}
