import type { RunEvent } from '@cloakroom/contracts';
import { RunEventCodec, type OwnerId } from '@cloakroom/persistence';
import { RunLog, type Logger } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';

/** How long the log of a stopped run can still be read, in milliseconds. */
const ENDED_LOG_TTL_MS = 600_000;

/** Ends the log of a run that no worker ever had, so that every page that follows it hears of the end the usual way. */
@Injectable()
export class StoppedRunLog {
  constructor(
    private readonly codec: RunEventCodec,
    private readonly log: RunLog,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Never throws: pages that miss it learn it from the stored run. */
  async end(owner: OwnerId, runId: string): Promise<void> {
    const event: RunEvent = { runId, seq: 1, at: Date.now(), type: 'run.ended', status: 'cancelled', error: null };
    try {
      const payload = await this.codec.encode(owner, event);
      await this.log.open(runId, 0);
      await this.log.append(runId, 0, [{ seq: 1, payload }]);
      await this.log.expireIn(runId, ENDED_LOG_TTL_MS);
    } catch (error) {
      this.logger.warn({ err: error, runId }, 'The end of a stopped run could not be told');
    }
  }
}
