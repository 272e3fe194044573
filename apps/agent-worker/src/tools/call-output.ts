import type { RunEventBody } from '@cloakroom/contracts';
import type { RedactionStream, Redactor } from '@cloakroom/redaction';
import type { PacedRedaction } from '../secrets/paced-redaction.js';

type StreamName = 'stdout' | 'stderr';

/** What the output of one call needs. */
export interface CallOutputParts {
  readonly toolCallId: string;
  readonly redactor: Pick<Redactor, 'openStream'>;
  readonly paced: PacedRedaction;
  readonly emit: (event: RunEventBody) => void;
  /** Takes as much of a text as may still be shown. */
  readonly withinBudget: (text: string) => string;
  /** Once it is aborted, what has piled up is not worth its redaction any more. */
  readonly signal: AbortSignal;
}

/** Most characters that are still shown of what had piled up when a call was stopped. */
const MAX_AFTER_STOP = 16_384;

/** The output of one call: redacted piece by piece in the order it came, and emitted as it is. */
export class CallOutput {
  readonly #streams: Readonly<Record<StreamName, RedactionStream>>;
  #work: Promise<void> = Promise.resolve();
  #waiting = 0;
  #shown = '';
  #lost = 0;

  constructor(private readonly parts: CallOutputParts) {
    this.#streams = { stdout: parts.redactor.openStream(), stderr: parts.redactor.openStream() };
  }

  /** All that was emitted. */
  get text(): string {
    return this.#shown;
  }

  /** Characters that were not shown. */
  get lost(): number {
    return this.#lost;
  }

  /** Takes what came from the sandbox. */
  push(name: StreamName, text: string): void {
    this.#waiting += text.length;
    this.#work = this.#work.then(() => this.#redact(name, text));
    // Told by `end`, which is called later than this may fail.
    this.#work.catch(() => undefined);
  }

  /** Resolves when everything that was pushed is emitted, to the end. Throws when it could not be. */
  async end(): Promise<void> {
    await this.#work;
    this.#show('stdout', this.#streams.stdout.end());
    this.#show('stderr', this.#streams.stderr.end());
  }

  async #redact(name: StreamName, text: string): Promise<void> {
    const isTooLate = this.parts.signal.aborted && this.#waiting > MAX_AFTER_STOP;
    this.#waiting -= text.length;
    if (isTooLate) this.#lost += text.length;
    else await this.parts.paced.push(this.#streams[name], text, (shown) => this.#show(name, shown));
  }

  #show(stream: StreamName, redacted: string): void {
    const text = this.parts.withinBudget(redacted);
    this.#lost += redacted.length - text.length;
    if (text === '') return;
    this.#shown += text;
    this.parts.emit({ type: 'tool.output', toolCallId: this.parts.toolCallId, stream, text });
  }
}
