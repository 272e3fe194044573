import { EMPTY_RUN_HASH, nextRunHash, type RunEvent } from '@cloakroom/contracts';
import { RunEventCodec, type OwnerId, type StoredRun } from '@cloakroom/persistence';
import { RunLog, type Logger } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';

/** How long the log of a stopped run can still be read, in milliseconds. */
const ENDED_LOG_TTL_MS = 600_000;

/** Ends the log of a run that no worker has (any more), so that every page that follows it hears of the end the usual way. A log that tells of an end already keeps that one. */
@Injectable()
export class StoppedRunLog {
  constructor(
    private readonly codec: RunEventCodec,
    private readonly log: RunLog,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Never throws: pages that miss it learn it from the stored run. */
  async end(owner: OwnerId, run: Pick<StoredRun, 'id' | 'attempt' | 'checkpointSeq'>): Promise<void> {
    const { id: runId, attempt } = run;
    try {
      const lastSeq = await this.log.open(runId, attempt, run.checkpointSeq);
      const last = await this.eventAt(owner, runId, lastSeq);
      if (last?.type === 'run.ended') return;
      const seq = lastSeq + 1;
      const ended: RunEvent = { runId, seq, at: Date.now(), type: 'run.ended', status: 'cancelled', error: null };
      const before = last === null ? EMPTY_RUN_HASH : last.hash;
      const event = before === undefined ? ended : { ...ended, hash: nextRunHash(before, ended) };
      const payload = await this.codec.encode(owner, event);
      await this.log.append(runId, attempt, [{ seq, payload }]);
      await this.log.expireIn(runId, ENDED_LOG_TTL_MS);
    } catch (error) {
      this.logger.warn({ err: error, runId }, 'The end of a stopped run could not be told');
    }
  }

  private async eventAt(owner: OwnerId, runId: string, seq: number): Promise<RunEvent | null> {
    const [entry] = seq === 0 ? [] : await this.log.read(runId, seq - 1, 1);
    return entry === undefined ? null : this.codec.decode(owner, { runId, ...entry });
  }
}
