import { createHmac } from 'node:crypto';
import { WEBHOOK_SECRET_PATTERN } from '@cloakroom/contracts';
import type { HeaderList } from '@cloakroom/sandbox';

/** One try of one message. */
export interface SignedMessage {
  readonly id: string;
  readonly body: string;
  readonly at: Date;
}

/**
 * Headers of a webhook after Standard Webhooks (standardwebhooks.com): HMAC-SHA256, with the bytes that the secret writes
 * in base64, over `id.timestamp.body`. Throws a `TypeError` for a secret that is none.
 */
export function signWebhook(secret: string, { id, body, at }: SignedMessage): HeaderList {
  if (!WEBHOOK_SECRET_PATTERN.test(secret)) throw new TypeError('This is no signing secret of a webhook.');
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return [
    ['webhook-id', id],
    ['webhook-timestamp', timestamp],
    ['webhook-signature', `v1,${signature}`],
  ];
}
