import { type QueuePicture, type QueuedPlace, type RunFlow, nextFlow, slotOf } from '@cloakroom/persistence';

/** A run whose turn it is, and where it was seen waiting. */
export interface PlannedTurn {
  readonly runId: string;
  readonly place: QueuedPlace;
}

/**
 * The choices that one look at the queue allows: the same as looking before each, as long as nobody else chooses and
 * nothing ends. Of each flow it knows the first run alone; once a later one is due, another look is needed.
 */
export class TurnPlan {
  readonly #picture: QueuePicture;
  readonly #userSlots: number;
  readonly #atWork: Map<string, number>;
  readonly #slots: Set<string>;
  readonly #begun = new Set<RunFlow>();
  #flows: RunFlow[];

  constructor(picture: QueuePicture, userSlots: number) {
    this.#picture = picture;
    this.#userSlots = userSlots;
    this.#flows = [...picture.flows];
    this.#atWork = new Map(picture.atWork);
    this.#slots = new Set(picture.slots);
  }

  /** Whether a worker had this run at the time of the look. */
  wasRunning(runId: string): boolean {
    return this.#picture.running.has(runId);
  }

  /** The next run, as if it were claimed then; `null` when there is none, or when it takes another look to know it. */
  take(): PlannedTurn | null {
    const isFull = (userId: string): boolean => (this.#atWork.get(userId) ?? 0) >= this.#userSlots;
    const flow = nextFlow(this.#flows, isFull, this.#picture.at);
    if (flow === null || this.#begun.has(flow)) return null;
    const { userId, headRunId: runId } = flow;
    this.#begin(flow);
    return { runId, place: { userId, slot: this.#takeSlot(userId) } };
  }

  #begin(flow: RunFlow): void {
    const { userId, waiting, atWork } = flow;
    this.#atWork.set(userId, (this.#atWork.get(userId) ?? 0) + 1);
    this.#flows = this.#flows.filter((other) => other !== flow);
    if (waiting === 1) return;
    const rest = { ...flow, waiting: waiting - 1, atWork: atWork + 1, lastStartedAt: new Date() };
    this.#begun.add(rest);
    this.#flows.push(rest);
  }

  /** One that is not free after all is found out by the claim. */
  #takeSlot(userId: string): number {
    let slot = 0;
    while (slot < this.#userSlots - 1 && this.#slots.has(slotOf(userId, slot))) slot += 1;
    this.#slots.add(slotOf(userId, slot));
    return slot;
  }
}
