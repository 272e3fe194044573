import {
  EMPTY_RUN_HASH,
  isFinalRunStatus,
  type MessageView,
  type RunBase,
  type RunEvent,
  type RunStatus,
} from '@cloakroom/contracts';
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
  /** Running hash at the end of `events`, or of what was known; left out when the log does not tell it. */
  readonly hash?: string;
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
    // The place that is known already comes along, for its hash.
    const entries = await this.log.read(runId, Math.max(0, lastSeq - 1), CATCH_UP_MAX);
    const told = await this.decode(owner, runId, entries);
    const events = told.filter(({ seq }) => seq > lastSeq);
    const last = events.at(-1);
    const isWhole = (events[0]?.seq ?? lastSeq + 1) === lastSeq + 1;
    const hash = hashOf(told.at(-1));
    if (last?.type === 'run.ended' && isWhole) {
      return { status: last.status, events, ...hash, message: null, followAfter: null };
    }
    if (isFinalRunStatus(run.status) && (!isWhole || told.length < CATCH_UP_MAX)) return this.ended(owner, run);
    if (!isWhole || (last === undefined && run.checkpointSeq > lastSeq)) return this.fromBase(owner, run, events);
    return { status: run.status, events, ...hash, message: null, followAfter: last?.seq ?? lastSeq };
  }

  /** Opens entries of a run's log. */
  decode(owner: OwnerId, runId: string, entries: readonly RunLogEntry[]): Promise<RunEvent[]> {
    return Promise.all(entries.map(({ seq, payload }) => this.stored.runEvents.decode(owner, { runId, seq, payload })));
  }

  /** The log begins later than what is known. What was before is in the checkpoint, or was never kept. */
  private async fromBase(owner: OwnerId, run: StoredRun, events: readonly RunEvent[]): Promise<RunSituation> {
    const kept = await this.stored.runs.findBase(owner, run.id);
    if (kept === null) {
      const now = await this.stored.runs.find(owner, run.id);
      if (isFinalRunStatus(now.status)) return this.ended(owner, now);
    }
    const base = baseBefore(events[0], kept ?? { seq: 0, parts: [] });
    const rest = events.filter(({ seq }) => seq > base.seq);
    const hash = hashOf(rest.at(-1));
    return {
      status: run.status,
      base,
      events: rest,
      ...hash,
      message: null,
      followAfter: rest.at(-1)?.seq ?? base.seq,
    };
  }

  private async ended(owner: OwnerId, run: StoredRun): Promise<RunSituation> {
    return { status: run.status, events: [], message: await this.answerOf(owner, run), followAfter: null };
  }

  private async answerOf(owner: OwnerId, run: StoredRun): Promise<MessageView> {
    return messageView(await this.stored.messages.find(owner, run.assistantMessageId), run);
  }
}

/** A log that was begun anew after the checkpoint goes on from it, at places of its own. */
function baseBefore(first: RunEvent | undefined, kept: RunBase): RunBase {
  if (first === undefined || kept.seq >= first.seq - 1) return kept;
  return { seq: first.seq - 1, parts: kept.parts, hash: EMPTY_RUN_HASH };
}

function hashOf(event: RunEvent | undefined): { readonly hash?: string } {
  return event?.hash === undefined ? {} : { hash: event.hash };
}
