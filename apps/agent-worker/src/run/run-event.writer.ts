import { type RunEvent, type RunEventBody, type RunView, reduceRun } from '@cloakroom/contracts';
import type { RunLogEntry } from '@cloakroom/platform';

/** Where the events of one attempt go. */
export interface RunEventSink {
  /** Encrypts an event for its place. */
  encode(event: RunEvent): Promise<Buffer>;
  /** Appends in order; throws when the fence is old. */
  append(entries: readonly RunLogEntry[]): Promise<void>;
}

/** Options of {@link RunEventWriter}. */
export interface RunEventWriterOptions {
  readonly sink: RunEventSink;
  /** The run as the log tells it so far; the next event gets the place after its last. */
  readonly view: RunView;
  readonly coalesceMs: number;
  readonly maxBacklogChars: number;
  /** Called once when the log refuses a write; nothing is written after that. */
  readonly onBroken: (error: unknown) => void;
}

type Piece = Extract<RunEventBody, { type: 'text.delta' | 'tool.output' }>;

const MAX_BATCH = 100;
/** Gathered text of so many characters waits for nothing. */
const MAX_GATHERED_CHARS = 16 * 1024;

/**
 * Gives each event of a run its place, folds it, and writes it to the log: one at a time, in order, neighbouring pieces
 * of text gathered. What it is given is redacted already.
 */
export class RunEventWriter {
  readonly #options: RunEventWriterOptions;
  #view: RunView;
  #gathered: Piece | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** Its time is over, but the log is still taking what came before. */
  #isDue = false;
  #gatheredAt = Number.NEGATIVE_INFINITY;
  #queue: RunEvent[] = [];
  #backlogChars = 0;
  #writing: Promise<void> | null = null;
  #waiting: (() => void)[] = [];
  #broken = false;

  constructor(options: RunEventWriterOptions) {
    this.#options = options;
    this.#view = options.view;
  }

  /** The run with every event so far folded in, written or not. */
  get view(): RunView {
    this.#commitGathered();
    return this.#view;
  }

  /**
   * Takes the next event. Text and output that follow others within `coalesceMs` wait for the end of that time, and for
   * the write under way, to be one event with what comes meanwhile: so a slow log gets fewer and longer events. What
   * comes after a pause waits for nothing.
   */
  emit(body: RunEventBody): void {
    if (body.type === 'text.delta' || body.type === 'tool.output') {
      if (body.text !== '') this.#gather(body);
      return;
    }
    this.#commitGathered();
    this.#commit(body);
  }

  /** Resolves when the log has taken enough for more to be worth making. Throws when the log is broken. */
  async room(): Promise<void> {
    while (this.#backlogChars + this.#gatheredChars > this.#options.maxBacklogChars && !this.#broken) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#throwIfBroken();
  }

  /** Resolves when everything that was emitted is in the log. Throws when the log is broken. */
  async flush(): Promise<void> {
    this.#commitGathered();
    while (this.#writing !== null) await this.#writing;
    this.#throwIfBroken();
  }

  /** Forgets what is not written; for an attempt that has lost its run. */
  discard(): void {
    this.#broken = true;
    this.#queue = [];
    this.#gathered = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#wakeWaiting();
  }

  #gather(piece: Piece): void {
    const joined = this.#gathered === null ? piece : join(this.#gathered, piece);
    if (joined === null) this.#commitGathered();
    this.#gathered = joined ?? piece;
    if (this.#isDue) {
      if (this.#gatheredChars > MAX_GATHERED_CHARS) this.#commitGathered();
      return;
    }
    const waitMs = Math.max(0, this.#gatheredAt + this.#options.coalesceMs - performance.now());
    this.#timer ??= setTimeout(() => this.#gatheringIsOver(), waitMs);
  }

  get #gatheredChars(): number {
    return this.#gathered?.text.length ?? 0;
  }

  #gatheringIsOver(): void {
    this.#timer = null;
    if (this.#writing === null) this.#commitGathered();
    else this.#isDue = true;
  }

  #commitGathered(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#isDue = false;
    const piece = this.#gathered;
    this.#gathered = null;
    if (piece === null) return;
    this.#gatheredAt = performance.now();
    this.#commit(piece);
  }

  #commit(body: RunEventBody): void {
    if (this.#broken) return;
    const placed: RunEvent = { ...body, runId: this.#view.runId, seq: this.#view.lastSeq + 1, at: Date.now() };
    this.#view = reduceRun(this.#view, placed);
    const { hash } = this.#view;
    const event = hash === null ? placed : { ...placed, hash };
    this.#queue.push(event);
    this.#backlogChars += sizeOf(event);
    this.#writing ??= this.#write();
  }

  async #write(): Promise<void> {
    try {
      // What is emitted in one go is written in one go.
      await Promise.resolve();
      while (this.#queue.length > 0) {
        const batch = this.#queue.splice(0, MAX_BATCH);
        const entries = await Promise.all(
          batch.map(async (event) => ({ seq: event.seq, payload: await this.#options.sink.encode(event) })),
        );
        await this.#options.sink.append(entries);
        for (const event of batch) this.#backlogChars -= sizeOf(event);
        if (this.#isDue) this.#commitGathered();
        this.#wakeWaiting();
      }
    } catch (error) {
      const first = !this.#broken;
      this.discard();
      if (first) this.#options.onBroken(error);
    } finally {
      this.#writing = null;
    }
  }

  #wakeWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  #throwIfBroken(): void {
    if (this.#broken) throw new RunLogBrokenError();
  }
}

/** The log takes no more events of this attempt. */
export class RunLogBrokenError extends Error {
  override readonly name = 'RunLogBrokenError';
  constructor() {
    super('The log of the run takes no more events of this attempt.');
  }
}

function join(first: Piece, next: Piece): Piece | null {
  if (first.type === 'text.delta' && next.type === 'text.delta') return { ...first, text: first.text + next.text };
  if (first.type !== 'tool.output' || next.type !== 'tool.output') return null;
  if (first.toolCallId !== next.toolCallId || first.stream !== next.stream) return null;
  return { ...first, text: first.text + next.text };
}

function sizeOf(event: RunEvent): number {
  switch (event.type) {
    case 'text.delta':
    case 'tool.output':
      return event.text.length + 100;
    case 'tool.started':
      return event.code.length + 100;
    case 'tool.finished':
      return (event.result?.length ?? 0) + (event.requests.length + (event.artifacts?.length ?? 0)) * 200 + 100;
    case 'run.steered':
      return event.text.length + 100;
    case 'prompt.opened':
      return (event.ask.kind === 'lease' ? event.ask.code.length : event.ask.reason.length) + 500;
    case 'run.started':
    case 'run.phase':
    case 'tool.interrupted':
    case 'prompt.closed':
    case 'run.ended':
      return 100;
  }
}
