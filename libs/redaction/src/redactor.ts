import { CompiledForm } from './automaton/compiled-form.js';
import { LazyAutomaton } from './automaton/lazy-automaton.js';
import { SpellingTries } from './automaton/spelling-trie.js';
import { formsOf } from './forms/secret-forms.js';
import { redactJsonValue } from './json-redaction.js';
import type {
  ByteRedactionStream,
  RedactionSecret,
  RedactionStream,
  Redactor,
  RedactorOptions,
} from './redactor.types.js';
import { BytesRedactionStream } from './stream/bytes-redaction-stream.js';
import { TextRedactionStream } from './stream/text-redaction-stream.js';

/*
 * Trusted here: the secrets, and the code that asks. Not trusted: every text and byte that is scanned.
 * What must never cross: a value, or a form of it that is in the list of `forms/`, in anything that is returned.
 * Not covered: values too short or too common to mask (see `assessMaskability`), and forms outside the list, such as
 * encryption, compression, or one character per message.
 */

const DEFAULT_MAX_TABLE_CELLS = 4_194_304;

class AutomatonRedactor implements Redactor {
  private readonly automaton: LazyAutomaton;
  private readonly hits = new Map<string, number>();

  constructor(
    private readonly secrets: readonly RedactionSecret[],
    private readonly options: RedactorOptions,
  ) {
    const tries = new SpellingTries();
    let nextId = 0;
    const compiled = formsOf(secrets).map((form) => {
      const track = new CompiledForm(nextId, form, tries);
      nextId += track.length;
      return track;
    });
    this.automaton = new LazyAutomaton(compiled, tries, options.maxTableCells ?? DEFAULT_MAX_TABLE_CELLS);
  }

  redact(text: string): string {
    const stream = this.openStream();
    return stream.push(text) + stream.end();
  }

  redactJson<T>(value: T): T {
    return redactJsonValue(value, (text) => this.redact(text)) as T;
  }

  openStream(): RedactionStream {
    return new TextRedactionStream(this.automaton, (secret) => this.maskOf(secret));
  }

  openByteStream(): ByteRedactionStream {
    return new BytesRedactionStream(this.openStream());
  }

  counts(): ReadonlyMap<string, number> {
    return new Map(this.hits);
  }

  effort(): number {
    return this.automaton.effort;
  }

  private maskOf(secret: number): string {
    const name = this.secrets[secret]?.name ?? '';
    this.hits.set(name, (this.hits.get(name) ?? 0) + 1);
    return this.options.mask?.(name) ?? `«${name}»`;
  }
}

/**
 * Builds the redactor of one run, once. Values that {@link assessMaskability} calls not maskable are never masked.
 * Forms looked for: raw, zero-width characters within, JSON and other backslash escapes, percent and HTML spellings freely
 * mixed, base64 and base64url in three alignments (of UTF-8, UTF-16, hex, reversed, and base64 again), hex with separators,
 * numbers, reversed, rot13, upper and lower case, base32, spelled with separators, each line, the password of a pair.
 */
export function createRedactor(secrets: readonly RedactionSecret[], options: RedactorOptions = {}): Redactor {
  return new AutomatonRedactor(secrets, options);
}
