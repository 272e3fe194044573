import {
  type ByteRedactionStream,
  type RedactionSecret,
  type RedactionStream,
  type Redactor,
  createRedactor,
} from '@cloakroom/redaction';

/**
 * A run's redactor, which learns values while the run goes on and forgets none. A stream that is open already goes on
 * with what was known when it was opened.
 */
export class LiveRedactor implements Redactor {
  readonly #known = new Map<string, RedactionSecret>();
  readonly #earlier: Redactor[] = [];
  #current = createRedactor([]);

  /** Hides these from now on, too. */
  learn(secrets: readonly RedactionSecret[]): void {
    const before = this.#known.size;
    for (const secret of secrets) this.#known.set(`${secret.name}\n${secret.value}`, secret);
    if (this.#known.size === before) return;
    this.#earlier.push(this.#current);
    this.#current = createRedactor([...this.#known.values()]);
  }

  /** Everything that was ever learnt. */
  known(): readonly RedactionSecret[] {
    return [...this.#known.values()];
  }

  redact(text: string): string {
    return this.#current.redact(text);
  }

  redactJson<T>(value: T): T {
    return this.#current.redactJson(value);
  }

  openStream(): RedactionStream {
    return this.#current.openStream();
  }

  openByteStream(): ByteRedactionStream {
    return this.#current.openByteStream();
  }

  counts(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const redactor of [...this.#earlier, this.#current]) {
      for (const [name, count] of redactor.counts()) counts.set(name, (counts.get(name) ?? 0) + count);
    }
    return counts;
  }

  effort(): number {
    return [...this.#earlier, this.#current].reduce((sum, redactor) => sum + redactor.effort(), 0);
  }
}
