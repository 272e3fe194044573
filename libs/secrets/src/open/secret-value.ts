import { inspect } from 'node:util';

const SHOWN = '[secret value]';

/** A value in clear. It shows itself to nothing but {@link SecretValue.reveal}: not to JSON, to a log, or to `console.log`. */
export class SecretValue {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The value. Whoever calls this answers for where it goes. */
  reveal(): string {
    return this.#text;
  }

  /** {@inheritDoc SecretValue} */
  toString(): string {
    return SHOWN;
  }

  /** {@inheritDoc SecretValue} */
  toJSON(): string {
    return SHOWN;
  }

  /** {@inheritDoc SecretValue} */
  [inspect.custom](): string {
    return SHOWN;
  }
}
