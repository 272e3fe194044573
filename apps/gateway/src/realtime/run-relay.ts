import type { RunEvent } from '@cloakroom/contracts';
import type { OwnerId } from '@cloakroom/persistence';
import type { RunLogEntry, RunLogTail } from '@cloakroom/platform';
import { userError } from '@cloakroom/platform';

/** Runs that one socket may follow at a time. */
const MAX_FOLLOWED = 50;

/** The socket as the relay sees it. */
export interface RelayTarget {
  readonly owner: OwnerId;
  send(runId: string, events: RunEvent[]): Promise<void> | void;
}

/** Opens entries of a run's log for their owner. */
export type DecodeEntries = (owner: OwnerId, runId: string, entries: readonly RunLogEntry[]) => Promise<RunEvent[]>;

/**
 * The runs that one socket follows. Each has its own cursor in the tail, begun where the acknowledgement ended, so the
 * page gets every event once and in order. Subscribing again moves the cursor; it never makes a second one.
 */
export class RunRelay {
  readonly #followed = new Map<string, { stop: () => void }>();
  #closed = false;

  constructor(
    private readonly target: RelayTarget,
    private readonly tail: RunLogTail,
    private readonly decode: DecodeEntries,
  ) {}

  /**
   * Ends an earlier subscription and returns what begins the new one, to be called once the acknowledgement is on its
   * way. Throws `too-many-runs`.
   */
  prepare(runId: string): (afterSeq: number) => void {
    this.stop(runId);
    if (this.#followed.size >= MAX_FOLLOWED) {
      throw userError('too-many-runs', 'This page follows too many answers at once. Reload it.', { status: 429 });
    }
    const place = { stop: (): void => undefined };
    this.#followed.set(runId, place);
    return (afterSeq) => {
      if (this.#closed || this.#followed.get(runId) !== place) return;
      place.stop = this.tail.follow(runId, afterSeq, (entries) => this.#relay(runId, place, entries));
    };
  }

  stop(runId: string): void {
    const place = this.#followed.get(runId);
    this.#followed.delete(runId);
    place?.stop();
  }

  close(): void {
    this.#closed = true;
    for (const runId of [...this.#followed.keys()]) this.stop(runId);
  }

  async #relay(runId: string, place: object, entries: readonly RunLogEntry[]): Promise<void> {
    const events = await this.decode(this.target.owner, runId, entries);
    if (this.#followed.get(runId) !== place) return;
    await this.target.send(runId, events);
    if (events.at(-1)?.type === 'run.ended') this.stop(runId);
  }
}
