/*
 * Redaction that lets other runs in between. Trusted: the redactor. Not trusted: the texts and, as far as time goes, the
 * values: a user may save one that repeats itself and print it. Between two pauses no more than a few milliseconds' work
 * is done, counted in the redactor's own effort; the order of what comes out is the order of what went in.
 */
import { setImmediate } from 'node:timers/promises';
import type { ByteRedactionStream, RedactionStream, Redactor } from '@cloakroom/redaction';

/** UTF-16 units that are scanned at once. */
const PIECE = 256;
/** Effort between two pauses; one unit takes well below a microsecond. */
const MAX_EFFORT = 4_000;
/** A symbol costs this much without any effort. */
const EFFORT_PER_SYMBOL = 1 / 16;

type RedactorInUse = Pick<Redactor, 'redact' | 'openStream' | 'openByteStream' | 'effort'>;

/** See the head of this file. One for each run. */
export class PacedRedaction {
  #spent = 0;

  /** `pause` lets everything else that is due run first; default: one turn of the event loop. */
  constructor(
    private readonly redactor: RedactorInUse,
    private readonly pause: () => Promise<unknown> = () => setImmediate(),
  ) {}

  /** Redacts a whole text. */
  async redact(text: string): Promise<string> {
    if (text.length <= PIECE) return this.#measure(text.length, () => this.redactor.redact(text));
    const stream = this.redactor.openStream();
    let shown = '';
    const show = (piece: string): void => {
      shown += piece;
    };
    await this.push(stream, text, show);
    return shown + stream.end();
  }

  /** Pushes a text through a stream and shows what comes out before every pause and at the end. */
  async push(stream: RedactionStream, text: string, show: (text: string) => void): Promise<void> {
    let shown = '';
    for (let at = 0; at < text.length;) {
      const end = endOfPiece(text, at);
      const piece = text.slice(at, end);
      at = end;
      shown += this.#measure(piece.length, () => stream.push(piece));
      if (this.#spent < MAX_EFFORT) continue;
      show(shown);
      shown = '';
      await this.#rest();
    }
    show(shown);
  }

  /** Redacts bytes. */
  async redactBytes(bytes: Uint8Array): Promise<Uint8Array> {
    const stream = this.redactor.openByteStream();
    return Buffer.concat([await this.pushBytes(stream, bytes), stream.end()]);
  }

  /** Pushes bytes through a stream; answers with what may be shown. */
  async pushBytes(stream: ByteRedactionStream, bytes: Uint8Array): Promise<Uint8Array> {
    const shown: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += PIECE) {
      const piece = bytes.subarray(at, at + PIECE);
      shown.push(this.#measure(piece.length, () => stream.push(piece)));
      if (this.#spent >= MAX_EFFORT) await this.#rest();
    }
    return Buffer.concat(shown);
  }

  /**
   * Makes something of redacted texts with a function that redacts them at once. It is called twice, and has to ask for
   * the same texts in the same order both times: they are redacted, with pauses, in between.
   */
  async apply<T>(make: (redact: (text: string) => string) => T): Promise<T> {
    const texts: string[] = [];
    make((text) => {
      texts.push(text);
      return text;
    });
    const redacted: string[] = [];
    for (const text of texts) {
      redacted.push(await this.redact(text));
      if (this.#spent >= MAX_EFFORT) await this.#rest();
    }
    let at = 0;
    return make((text) => {
      const known = texts[at] === text ? redacted[at] : undefined;
      at++;
      return known ?? this.redactor.redact(text);
    });
  }

  #measure<T>(length: number, work: () => T): T {
    const before = this.redactor.effort();
    const shown = work();
    this.#spent += this.redactor.effort() - before + length * EFFORT_PER_SYMBOL;
    return shown;
  }

  async #rest(): Promise<void> {
    this.#spent = 0;
    await this.pause();
  }
}

function endOfPiece(text: string, from: number): number {
  const end = Math.min(text.length, from + PIECE);
  const unit = text.charCodeAt(end - 1);
  return end < text.length && unit >= 0xd800 && unit < 0xdc00 ? end + 1 : end;
}
