import { SystemScheduleRepository, type ScheduleFiring, type ScheduleOutcomeDocument } from '@cloakroom/persistence';
import { AppError, type Logger } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';
import { SendMessageService } from '../messages/send-message.service.js';
import { nextTime } from './cron-times.js';
import { firedMessage } from './schedule-message.js';

/** Tries of one firing; whoever makes one has half a minute for it. */
const MAX_TRIES = 5;

const GIVEN_UP = 'It could not be started, in several tries. It is tried again at its next time.';

/**
 * Fires what is due. The claim keeps a second gateway off; the ids keep a repeated try from being a second message; the
 * schedule moves on only after the run is stored. So a crash anywhere between loses nothing and doubles nothing.
 */
@Injectable()
export class ScheduleFirer {
  constructor(
    private readonly schedules: SystemScheduleRepository,
    private readonly messages: SendMessageService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Never throws: what could not be done now is tried again when the claim is over. */
  async fire(scheduleId: string): Promise<void> {
    try {
      const firing = await this.schedules.claim(scheduleId);
      if (firing === null) return;
      const outcome = await this.start(firing);
      // After the time is up, not after it was due: what was missed while everything was down is fired once.
      if (outcome !== null)
        await this.schedules.settle(firing, outcome, nextTime(firing.cron, firing.timeZone, outcome.at));
    } catch (error) {
      this.logger.warn({ err: error, scheduleId }, 'A schedule could not be fired; it will be tried again');
    }
  }

  private async start(firing: ScheduleFiring): Promise<ScheduleOutcomeDocument | null> {
    const { id: scheduleId, owner, dueAt, attempt } = firing;
    const place = { dueAt, conversationId: null, runId: null };
    try {
      const sent = await this.messages.send(owner, firedMessage(await firing.open(), dueAt), 'schedule');
      const { conversationId, runId } = sent;
      return { dueAt, at: new Date(), result: 'started', reason: null, conversationId, runId };
    } catch (error) {
      if (isRefusal(error)) return { ...place, at: new Date(), result: 'refused', reason: error.message };
      this.logger.warn({ err: error, scheduleId, attempt }, 'A schedule could not be started');
      if (attempt < MAX_TRIES) return null;
      return { ...place, at: new Date(), result: 'failed', reason: GIVEN_UP };
    }
  }
}

/** What the sender of a message would be told, and could do nothing about by trying at once. */
function isRefusal(error: unknown): error is AppError {
  return error instanceof AppError && (error.kind === 'user' || error.code === 'queue-full');
}
