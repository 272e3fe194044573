import { isFinalRunStatus, type MessageView, type RunEvent, type RunStatus } from '@cloakroom/contracts';
import {
  ConversationRepository,
  MessageRepository,
  RunEventCodec,
  RunRepository,
  type OwnerId,
  type StoredRun,
} from '@cloakroom/persistence';
import { RunLog, RunSignals, type Logger, type RunLogEntry } from '@cloakroom/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../config/logger.module.js';
import { messageView } from '../conversations/conversation-view.js';
import { UserEvents } from '../user-events/user-events.js';

/** Events that one answer brings at once; the rest follows as frames. */
const CATCH_UP_MAX = 2_000;

/** How long the log of a stopped run can still be read, in milliseconds. */
const ENDED_LOG_TTL_MS = 600_000;

/** Where a run stands for somebody who has its events up to a place. */
export interface RunSituation {
  readonly status: RunStatus;
  readonly events: RunEvent[];
  readonly message: MessageView | null;
  /** Place to go on from, or `null` when nothing more will come. */
  readonly followAfter: number | null;
}

/** A person's runs: looking at them, and stopping them. */
@Injectable()
export class RunService {
  constructor(
    private readonly runs: RunRepository,
    private readonly messages: MessageRepository,
    private readonly conversations: ConversationRepository,
    private readonly codec: RunEventCodec,
    private readonly log: RunLog,
    private readonly signals: RunSignals,
    private readonly events: UserEvents,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Everything after `lastSeq` while the log lives, else the stored answer. Throws `not-found`. */
  async situationOf(owner: OwnerId, runId: string, lastSeq: number): Promise<RunSituation> {
    // The run is read before its log: whatever ends in between is in the log.
    const run = await this.runs.find(owner, runId);
    const events = await this.decode(owner, runId, await this.log.read(runId, lastSeq, CATCH_UP_MAX));
    const last = events.at(-1);
    if (last?.type === 'run.ended') return { status: last.status, events, message: null, followAfter: null };
    if (isFinalRunStatus(run.status) && events.length < CATCH_UP_MAX) {
      return { status: run.status, events: [], message: await this.answerOf(owner, run), followAfter: null };
    }
    return { status: run.status, events, message: null, followAfter: last?.seq ?? lastSeq };
  }

  /** Opens entries of a run's log. */
  decode(owner: OwnerId, runId: string, entries: readonly RunLogEntry[]): Promise<RunEvent[]> {
    return Promise.all(entries.map(({ seq, payload }) => this.codec.decode(owner, { runId, seq, payload })));
  }

  /** Stops a run wherever it is; one that has ended stays as it is. Throws `not-found`. */
  async cancel(owner: OwnerId, runId: string): Promise<void> {
    const run = await this.runs.requestCancel(owner, runId);
    if (isFinalRunStatus(run.status)) return;
    if (run.status === 'queued' && (await this.runs.cancelQueued(owner, runId))) {
      await this.conversations.clearActiveRun(owner, run.conversationId, runId);
      await this.tellFollowers(owner, runId);
      const change = { conversationId: run.conversationId, reason: 'run-ended', runId } as const;
      this.events.publish({ type: 'conversation:changed', userId: owner, change });
      return;
    }
    await this.signals.cancel(runId);
  }

  /**
   * Ends the log of a run that no worker ever had, so that every page that follows it hears of the end the usual way.
   * Pages that miss it learn it from the stored run.
   */
  private async tellFollowers(owner: OwnerId, runId: string): Promise<void> {
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

  private async answerOf(owner: OwnerId, run: StoredRun): Promise<MessageView> {
    return messageView(await this.messages.find(owner, run.assistantMessageId), run);
  }
}
