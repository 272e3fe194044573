import type { RunEvent } from '@cloakroom/contracts';
import type { RunLogEntry, RunLogTail } from '@cloakroom/platform';
import type { Admission } from '../auth/session.guard.js';
import type { RunReader, RunSituation } from '../runs/run.reader.js';
import { baseText, END_MARK, eventText, HEARTBEAT, snapshotText } from './event-stream-text.js';
import type { ResponseWriter } from './response-writer.js';

/** Where a stream's events come from. */
export interface StreamSource {
  readonly runs: RunReader;
  readonly tail: RunLogTail;
}

/**
 * One reader of one run's events: what is known, then what comes, each event once and in order, until the run has ended.
 * The reader's own cursor decides, so that a log which lost its beginning, or was written anew, is made up for.
 */
export class RunEventStream {
  #cursor: number;
  #unfollow: (() => void) | null = null;
  #silent = true;

  constructor(
    private readonly source: StreamSource,
    private readonly reader: { readonly runId: string; readonly admission: Admission; readonly afterSeq: number },
    private readonly writer: ResponseWriter,
  ) {
    this.#cursor = reader.afterSeq;
  }

  /** Tells what is known already, and follows the run if there is more to come. */
  async begin(situation: RunSituation): Promise<void> {
    if (await this.#tell(situation)) return;
    if (this.writer.isOver) return;
    this.#unfollow = this.source.tail.follow(this.reader.runId, this.#cursor, (entries) => this.#relay(entries));
  }

  /** To be called again and again: shows that the connection lives, and ends it when its reader may read no more. */
  async beat(): Promise<void> {
    if (this.writer.isOver) return;
    if (!(await this.reader.admission.isStillGood())) {
      this.end();
      return;
    }
    if (this.writer.isBlocked) return;
    const silent = this.#silent;
    this.#silent = true;
    await this.writer.write(HEARTBEAT);
    if (silent) await this.#look();
  }

  end(text = ''): void {
    this.#unfollow?.();
    this.#unfollow = null;
    this.writer.end(text);
  }

  /** After a silence: the end of a run whose log was lost is in no log. */
  async #look(): Promise<void> {
    const situation = await this.#situation();
    if (situation.message !== null) await this.#tell(situation);
  }

  async #relay(entries: readonly RunLogEntry[]): Promise<void> {
    const { runId, admission } = this.reader;
    const events = await this.source.runs.decode(admission.owner, runId, entries);
    const [first] = events;
    if (first !== undefined && first.seq > this.#cursor + 1 && (await this.#tell(await this.#situation()))) return;
    await this.#tellEvents(events);
  }

  #situation(): Promise<RunSituation> {
    const { runId, admission } = this.reader;
    return this.source.runs.situationOf(admission.owner, runId, this.#cursor);
  }

  /** Whether that was all. */
  async #tell({ status, base, events, message }: RunSituation): Promise<boolean> {
    const { runId } = this.reader;
    if (message !== null) {
      await this.writer.write(snapshotText(runId, status, message));
      this.end(END_MARK);
      return true;
    }
    if (base !== undefined && base.seq > this.#cursor) {
      this.#cursor = base.seq;
      await this.writer.write(baseText(runId, base));
    }
    return this.#tellEvents(events);
  }

  async #tellEvents(events: readonly RunEvent[]): Promise<boolean> {
    for (const event of events) {
      if (this.writer.isOver) return true;
      if (event.seq <= this.#cursor) continue;
      this.#cursor = event.seq;
      this.#silent = false;
      await this.writer.write(eventText(event));
      if (event.type !== 'run.ended') continue;
      this.end(END_MARK);
      return true;
    }
    return false;
  }
}
