import {
  createWebhookSchema,
  updateWebhookSchema,
  uuidSchema,
  type CreatedWebhook,
  type CreateWebhook,
  type UpdateWebhook,
  type WebhookDelivery,
  type WebhookView,
} from '@cloakroom/contracts';
import type { OwnerId } from '@cloakroom/persistence';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { Owner } from '../auth/session.guard.js';
import { WebhooksService } from './webhooks.service.js';

/** `/api/v1/webhooks`: for the page alone. */
@Controller('api/v1/webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Get()
  list(@Owner() owner: OwnerId): Promise<{ webhooks: WebhookView[] }> {
    return this.webhooks.list(owner);
  }

  @Post()
  create(@Owner() owner: OwnerId, @Body({ schema: createWebhookSchema }) body: CreateWebhook): Promise<CreatedWebhook> {
    return this.webhooks.create(owner, body);
  }

  @Patch(':id')
  update(
    @Owner() owner: OwnerId,
    @Param('id', { schema: uuidSchema }) id: string,
    @Body({ schema: updateWebhookSchema }) body: UpdateWebhook,
  ): Promise<WebhookView> {
    return this.webhooks.update(owner, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  delete(@Owner() owner: OwnerId, @Param('id', { schema: uuidSchema }) id: string): Promise<void> {
    return this.webhooks.delete(owner, id);
  }

  @Get(':id/deliveries')
  deliveries(
    @Owner() owner: OwnerId,
    @Param('id', { schema: uuidSchema }) id: string,
  ): Promise<{ deliveries: WebhookDelivery[] }> {
    return this.webhooks.deliveries(owner, id);
  }

  @Post(':id/test')
  @HttpCode(202)
  test(
    @Owner() owner: OwnerId,
    @Param('id', { schema: uuidSchema }) id: string,
  ): Promise<{ deliveries: WebhookDelivery[] }> {
    return this.webhooks.test(owner, id);
  }

  @Post(':id/deliveries/:deliveryId/resend')
  @HttpCode(202)
  resend(
    @Owner() owner: OwnerId,
    @Param('id', { schema: uuidSchema }) id: string,
    @Param('deliveryId', { schema: uuidSchema }) deliveryId: string,
  ): Promise<{ deliveries: WebhookDelivery[] }> {
    return this.webhooks.resend(owner, id, deliveryId);
  }
}
