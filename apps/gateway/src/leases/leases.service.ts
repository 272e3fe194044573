import type { LeaseView } from '@cloakroom/contracts';
import { ownerId, Persistence, type OwnerId, type StoredLease, type StoredPrompt } from '@cloakroom/persistence';
import { Injectable } from '@nestjs/common';

const HOUR_MS = 60 * 60_000;

/** Leave to use secrets that are asked for before use. */
@Injectable()
export class LeasesService {
  constructor(private readonly stored: Persistence) {}

  /** Throws `not-found` for a secret that is not there. */
  async list(owner: OwnerId, secretId: string): Promise<{ leases: LeaseView[] }> {
    await this.stored.secrets.find(owner, secretId);
    return { leases: (await this.stored.leases.listOfSecret(owner, secretId)).map(leaseView) };
  }

  /** From the next call on, the secret is asked for again. Throws `not-found`. */
  async revoke(owner: OwnerId, secretId: string): Promise<void> {
    const { name } = await this.stored.secrets.find(owner, secretId);
    if ((await this.stored.leases.revokeOfSecret(owner, secretId)) === 0) return;
    await this.stored.audit.append(owner, { type: 'lease.revoked', secretName: name, scope: null });
  }

  /** Gives what a granted question stands for, once; "once" is for its call alone and leaves nothing behind. */
  async giveWhatWasGranted({ id, userId, conversationId, ask, state, scope, closedAt }: StoredPrompt): Promise<void> {
    if (ask.kind !== 'lease' || state !== 'granted' || scope === 'once' || closedAt === null) return;
    const owner = ownerId(userId);
    const names = new Set(ask.names);
    const secrets = (await this.stored.secrets.list(owner)).filter(({ name }) => names.has(name));
    for (const { id: secretId } of secrets) {
      await this.stored.leases.grantOnce(owner, {
        secretId,
        promptId: id,
        conversationId: scope === 'conversation' ? conversationId : null,
        expiresAt: scope === 'hour' ? new Date(closedAt.getTime() + HOUR_MS) : null,
        createdAt: closedAt,
      });
    }
  }
}

function leaseView({ conversationId, createdAt, expiresAt }: StoredLease): LeaseView {
  const lasting = expiresAt === null ? 'always' : 'hour';
  return {
    scope: conversationId === null ? lasting : 'conversation',
    conversationId,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
  };
}
