import { isFinalRunStatus, type MessageView, type RunBase, type RunEvent, type RunStatus } from '@cloakroom/contracts';
import { Persistence, type OwnerId, type StoredRun } from '@cloakroom/persistence';
import { RunLog, type RunLogEntry } from '@cloakroom/platform';
import { Injectable } from '@nestjs/common';
import { messageView } from '../conversations/conversation-view.js';

/** Events that one answer brings at once; the rest follows as frames. */
const CATCH_UP_MAX = 2_000;

/** Where a run stands for somebody who has its events up to a place. */
export interface RunSituation {
  readonly status: RunStatus;
  /** What was before `events`, when the log does not tell it any more. */
  readonly base?: RunBase;
  readonly events: RunEvent[];
  readonly message: MessageView | null;
  /** Place to go on from, or `null` when nothing more will come. */
  readonly followAfter: number | null;
}

/** A person's runs as they stand. */
@Injectable()
export class RunReader {
  constructor(
    private readonly stored: Persistence,
    private readonly log: RunLog,
  ) {}

  /** Everything after `lastSeq` while the log lives, else the stored answer. Throws `not-found`. */
  async situationOf(owner: OwnerId, runId: string, lastSeq: number): Promise<RunSituation> {
    // The run is read before its log: whatever ends in between is in the log.
    const run = await this.stored.runs.find(owner, runId);
    const events = await this.decode(owner, runId, await this.log.read(runId, lastSeq, CATCH_UP_MAX));
    const last = events.at(-1);
    const whole = (events[0]?.seq ?? lastSeq + 1) === lastSeq + 1;
    if (last?.type === 'run.ended' && whole) return { status: last.status, events, message: null, followAfter: null };
    if (isFinalRunStatus(run.status) && events.length < CATCH_UP_MAX) {
      return { status: run.status, events: [], message: await this.answerOf(owner, run), followAfter: null };
    }
    if (run.checkpointSeq > lastSeq && (!whole || last === undefined)) return this.fromBase(owner, run, events);
    return { status: run.status, events, message: null, followAfter: last?.seq ?? lastSeq };
  }

  /** Opens entries of a run's log. */
  decode(owner: OwnerId, runId: string, entries: readonly RunLogEntry[]): Promise<RunEvent[]> {
    return Promise.all(entries.map(({ seq, payload }) => this.stored.runEvents.decode(owner, { runId, seq, payload })));
  }

  private async fromBase(owner: OwnerId, run: StoredRun, events: readonly RunEvent[]): Promise<RunSituation> {
    const base = await this.stored.runs.findBase(owner, run.id);
    const rest = base === null ? [] : events.filter(({ seq }) => seq > base.seq);
    const followAfter = rest.at(-1)?.seq ?? base?.seq ?? 0;
    return { status: run.status, ...(base === null ? {} : { base }), events: rest, message: null, followAfter };
  }

  private async answerOf(owner: OwnerId, run: StoredRun): Promise<MessageView> {
    return messageView(await this.stored.messages.find(owner, run.assistantMessageId), run);
  }
}
