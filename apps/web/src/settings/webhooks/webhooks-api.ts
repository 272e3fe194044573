import {
  createdWebhookSchema,
  webhookDeliveryListSchema,
  webhookListSchema,
  webhookViewSchema,
  type CreatedWebhook,
  type CreateWebhook,
  type UpdateWebhook,
  type WebhookDelivery,
  type WebhookView,
} from '@cloakroom/contracts';
import type { QueryClient } from '@tanstack/react-query';
import { api, apiWithoutAnswer } from '../../platform/api-client.js';

export const WEBHOOKS_KEY = ['webhooks'] as const;

export async function listWebhooks(): Promise<readonly WebhookView[]> {
  return (await api('GET', '/api/v1/webhooks', webhookListSchema)).webhooks;
}

export function createWebhook(webhook: CreateWebhook): Promise<CreatedWebhook> {
  return api('POST', '/api/v1/webhooks', createdWebhookSchema, webhook);
}

export function updateWebhook(id: string, change: UpdateWebhook): Promise<WebhookView> {
  return api('PATCH', `/api/v1/webhooks/${id}`, webhookViewSchema, change);
}

export function deleteWebhook(id: string): Promise<void> {
  return apiWithoutAnswer('DELETE', `/api/v1/webhooks/${id}`);
}

export async function listDeliveries(id: string): Promise<readonly WebhookDelivery[]> {
  return (await api('GET', `/api/v1/webhooks/${id}/deliveries`, webhookDeliveryListSchema)).deliveries;
}

export async function sendTest(id: string): Promise<void> {
  await api('POST', `/api/v1/webhooks/${id}/test`, webhookDeliveryListSchema);
}

export async function resend(id: string, deliveryId: string): Promise<void> {
  await api('POST', `/api/v1/webhooks/${id}/deliveries/${deliveryId}/resend`, webhookDeliveryListSchema);
}

/** After a change: the list with its deliveries, and the audit trail below it. */
export async function refetchWebhooks(client: QueryClient): Promise<void> {
  await Promise.all([WEBHOOKS_KEY, ['audit']].map((queryKey) => client.invalidateQueries({ queryKey })));
}
