import { RunQueueRepository, type OwnerId } from '@cloakroom/persistence';
import { operationalError, userError } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { GATEWAY_CONFIG } from '../config/config.module.js';
import type { GatewayConfig } from '../config/gateway.config.js';

/**
 * Refuses what would make the queue too long, before anything of it is stored: whoever sends the same again later loses
 * nothing. Sends that come at the very same time may go past a limit by their number.
 */
@Injectable()
export class RunAdmission {
  constructor(
    private readonly queue: RunQueueRepository,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  /** Throws `too-many-runs-waiting` (429) for this person's own runs, `queue-full` (503) for everybody's. */
  async admit(owner: OwnerId): Promise<void> {
    const { MAX_QUEUED_RUNS_PER_USER: ofOne, MAX_QUEUED_RUNS: ofAll } = this.config;
    const [own, all] = await Promise.all([this.queue.countWaiting(ofOne, owner), this.queue.countWaiting(ofAll)]);
    if (own >= ofOne) {
      const message = `${ofOne} of your answers are waiting already, which is the most. Nothing was sent. Wait until some are done, or stop some, then send it again.`;
      throw userError('too-many-runs-waiting', message, { status: 429 });
    }
    if (all >= ofAll) {
      const message = 'The agent has too much to do right now. Nothing was sent. Send it again in a minute.';
      throw operationalError('queue-full', message);
    }
  }
}
