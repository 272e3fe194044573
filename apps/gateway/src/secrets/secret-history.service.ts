import type { SecretView } from '@cloakroom/contracts';
import { SecretLedger, SecretRepository, type OwnerId, type SecretVersion } from '@cloakroom/persistence';
import { conflict, SecretTaskQueue, type Logger } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';
import { secretView } from './secret-view.js';

/** Has a value looked for in its owner's history by a worker, and masked there. Only ids go through the queue. */
@Injectable()
export class SecretHistoryService {
  constructor(
    private readonly secrets: SecretRepository,
    private readonly ledger: SecretLedger,
    private readonly queue: SecretTaskQueue,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Never throws: what is to be done stands with the secret, and the sweeper enqueues it again. */
  async enqueue(userId: string, { id: secretId, version }: SecretVersion, task: 'scan' | 'scrub'): Promise<void> {
    try {
      await this.queue.enqueue({ userId, secretId, version }, task);
    } catch (error) {
      this.logger.warn({ err: error, secretId }, 'A secret task could not be enqueued; the sweeper will try again');
    }
  }

  /** Masks what a search has found. Asked for again while it is done, it changes nothing. Throws `not-found`, `not-scanned`. */
  async scrub(owner: OwnerId, id: string): Promise<SecretView> {
    const secret = await this.secrets.find(owner, id);
    const scrubbing = { ...secret.scan, state: 'scrubbing' as const };
    const states = ['done', 'scrubbing', 'scrubbed'] as const;
    if (!(await this.ledger.setScan(owner, secret, scrubbing, states))) {
      throw conflict('not-scanned', 'The history has not been searched for this value yet. Try again in a moment.');
    }
    await this.enqueue(owner, secret, 'scrub');
    return secretView({ ...secret, scan: scrubbing });
  }
}
